"""What the pages of waiting do: answer, be late, go away, test the way, be opened inside another app."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests import personas
from tests.personas import IVAN
from visavis.booking.models import Appointment
from visavis.booking.services import correct_details
from visavis.people.actors import THE_CLIENT
from visavis.people.models import Role, Specialist
from visavis.room.tests.browsers import START, Browser, client_browser, staff_browser
from visavis.video.providers import provider
from visavis.waiting.models import ClientDelay, SpecialistDelay, Visit

MINUTE = timedelta(minutes=1)
INSTAGRAM = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148 Instagram 350.0"


@pytest.fixture
def waiting(ivan: Browser) -> Browser:
    """Ivan, in the waiting room."""
    ivan.post(f"{ivan.base}enter/")
    ivan.send_heartbeat("ivan")
    return ivan


class TestTelling:
    def test_one_press_in_the_queue_asks_for_patience_and_leads_back(
        self, waiting: Browser, hers: Browser
    ) -> None:
        came_from = "http://testserver/desk/hours/"
        told = hers.post(f"{hers.base}message/", {"minutes": "5"}, headers={"Referer": came_from})
        assert told.headers["Location"] == came_from
        assert waiting.ask("state")["holdUntil"] == (START + 5 * MINUTE).isoformat()
        queue = hers.post("/desk/queue/").text
        assert "asked for patience until 10:05" in queue
        assert 'data-queue-ring="0"' in queue

    def test_it_leads_to_no_other_site(self, waiting: Browser, hers: Browser) -> None:
        told = hers.post(
            f"{hers.base}message/", {"minutes": "5"}, headers={"Referer": "https://evil.example/desk/"}
        )
        assert told.headers["Location"] == hers.base

    def test_the_room_s_page_says_it_by_script(self, waiting: Browser, hers: Browser) -> None:
        assert hers.say("message", minutes=0, text="Two more minutes").status_code == 204
        assert waiting.ask("state")["message"] == {"text": "Two more minutes", "at": START.isoformat()}
        assert "written to at 10:00" in hers.post("/desk/queue/").text

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({}, "Write a few words for the client, or choose in how many minutes."),
            ({"minutes": "7"}, "Choose 2, 5, 10, 15, 20 or 30 minutes."),
            ({"text": "x" * 301}, "Write at most 300 letters"),
        ],
    )
    def test_what_cannot_be_said_is_refused_with_the_way_out_and_kept(
        self, waiting: Browser, appointment: Appointment, sent: dict[str, str], sentence: str
    ) -> None:
        admin = staff_browser(appointment, personas.staff(Role.ADMIN))
        answer = admin.post(f"{admin.base}message/", sent)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert sent.get("text", "") in answer.text

    def test_nothing_is_said_to_somebody_who_is_not_there(self, hers: Browser) -> None:
        assert hers.say("message", minutes=5, text="").json()["code"] == "nobody_waits"


class TestLate:
    def test_a_client_says_it_on_the_personal_page_and_the_desk_shows_it(
        self, ivan: Browser, hers: Browser, clock: Any
    ) -> None:
        clock.move_to(START - 30 * MINUTE)
        assert "I am late" in ivan.get(ivan.base).text
        assert ivan.post(f"{ivan.base}late/", {"minutes": "5"}).headers["Location"] == ivan.base
        text = ivan.get(ivan.base).text
        assert "At 08:30 you told Olena Koval that you will be 5 minutes late." in text
        queue = hers.post("/desk/queue/").text
        assert "will be 5 minutes late" in queue
        assert 'data-queue-count="0"' in queue

    def test_a_day_before_there_is_nothing_to_be_late_for(self, ivan: Browser, clock: Any) -> None:
        clock.move_to(START - timedelta(days=1))
        assert "I am late" not in ivan.get(ivan.base).text
        assert ivan.post(f"{ivan.base}late/", {"minutes": "5"}).status_code == 409

    def test_a_number_nobody_offers_is_refused_in_a_sentence(self, ivan: Browser) -> None:
        answer = ivan.post(f"{ivan.base}late/", {"minutes": "4"}, follow=True)
        assert "Choose one of the numbers of minutes." in answer.text
        assert not ClientDelay.objects.exists()

    def test_a_specialist_says_it_on_the_page_of_the_day(
        self, ivan: Browser, hers: Browser, olena: Specialist, clock: Any
    ) -> None:
        clock.move_to(START - 30 * MINUTE)
        assert "Running late" in hers.get("/desk/").text
        answer = hers.post("/desk/late/", {"specialist": str(olena.public_id), "minutes": "10"}, follow=True)
        assert "1 client was told." in answer.text
        assert "On time again" in answer.text
        assert "Olena Koval is running about 10 minutes late today." in ivan.get(ivan.base).text

    def test_of_patience_and_lateness_the_last_word_counts(
        self, waiting: Browser, hers: Browser, olena: Specialist, clock: Any
    ) -> None:
        def told() -> tuple[bool, int]:
            state = waiting.ask("state")
            return state["holdUntil"] is not None, state["lateMinutes"]

        hers.post(f"{hers.base}message/", {"minutes": "2"})
        assert told() == (True, 0)
        clock.shift(MINUTE)
        hers.post("/desk/late/", {"specialist": str(olena.public_id), "minutes": "10"})
        assert told() == (False, 10)
        clock.shift(MINUTE)
        hers.post(f"{hers.base}message/", {"minutes": "5"})
        assert told() == (True, 0)
        clock.shift(6 * MINUTE)
        assert told() == (False, 10), "a promise that has run out is not repeated"

    def test_a_colleague_cannot_say_it_for_her(self, appointment: Appointment, olena: Specialist) -> None:
        petro = staff_browser(appointment, personas.specialist().user)
        sent = {"specialist": str(olena.public_id), "minutes": "10"}
        assert "whom you work with" in petro.post("/desk/late/", sent, follow=True).text
        assert not SpecialistDelay.objects.exists()


def test_whoever_goes_away_finds_the_button_again(waiting: Browser, hers: Browser) -> None:
    waiting.post(f"{waiting.base}leave-waiting/")
    page = waiting.get(waiting.base).text
    assert "Enter the waiting room" in page
    assert "You are not waiting any more." in page
    assert "Ivan Petrenko" not in hers.post("/desk/queue/").text
    refused = hers.post(f"{hers.base}admit/", follow=True)
    assert "in progress" not in hers.get(hers.base.removesuffix("room/")).text, refused.text
    waiting.post(f"{waiting.base}enter/")
    assert 'data-queue-ring="1"' in hers.post("/desk/queue/").text


def test_what_was_still_on_its_way_brings_nobody_back_who_has_gone(waiting: Browser, hers: Browser) -> None:
    entered = waiting.cookies["entered"].value
    waiting.post(f"{waiting.base}leave-waiting/")
    # The page was reloaded by the news before the answer had taken the cookie away.
    waiting.cookies["entered"] = entered
    waiting.send_heartbeat("tab")
    assert "Enter the waiting room" in waiting.get(waiting.base).text
    assert "Ivan Petrenko" not in hers.post("/desk/queue/").text


class TestRelay:
    @pytest.fixture
    def with_relay(self, settings: Any) -> Iterator[None]:
        settings.VIDEO = {
            "providers": {"p2p": {"turn_urls": ["turn:turn.example:3478"], "turn_secret": "a-secret"}}
        }
        provider.cache_clear()
        yield
        provider.cache_clear()

    def test_credentials_for_a_test_are_good_for_half_a_minute(self, ivan: Browser, with_relay: None) -> None:
        assert "data-relay" in ivan.get(ivan.base).text
        (server,) = ivan.say("connection-test").json()["access"]["iceServers"]
        expires, _colon, _name = server["username"].partition(":")
        assert int(expires) == int(START.timestamp()) + 30
        assert server["urls"] == ["turn:turn.example:3478"]

    def test_they_are_given_a_few_times_an_hour(self, ivan: Browser, with_relay: None) -> None:
        answers = [ivan.say("connection-test").status_code for _ in range(11)]
        assert answers == [200] * 10 + [429]

    def test_after_the_end_there_are_none(
        self, ivan: Browser, with_relay: None, appointment: Appointment
    ) -> None:
        Appointment.objects.filter(pk=appointment.pk).update(state="completed")
        assert ivan.say("connection-test").status_code == 409

    def test_no_page_holds_any(self, waiting: Browser, with_relay: None) -> None:
        assert "credential" not in waiting.get(waiting.base).text
        assert "credential" not in str(waiting.ask("state"))

    def test_stun_alone_can_be_tested_too(self, ivan: Browser, settings: Any, with_relay: None) -> None:
        settings.VIDEO = {"providers": {"p2p": {"stun_urls": ["stun:stun.example:3478"]}}}
        provider.cache_clear()
        assert "data-relay" in ivan.get(ivan.base).text
        assert ivan.say("connection-test").json()["access"]["iceServers"] == [
            {"urls": ["stun:stun.example:3478"]}
        ]

    def test_without_a_server_there_is_nothing_to_test(self, ivan: Browser) -> None:
        assert "data-relay" not in ivan.get(ivan.base).text
        assert ivan.say("connection-test").json()["access"] == {}


def test_only_inside_another_app_the_page_holds_the_whole_link(ivan: Browser) -> None:
    assert "/v/" not in ivan.get(ivan.base).text
    assert (
        'data-link="http://localhost:8000/v/' in ivan.get(ivan.base, headers={"User-Agent": INSTAGRAM}).text
    )
    ivan.post(f"{ivan.base}enter/")
    assert '"link": "http://localhost:8000/v/' in ivan.get(ivan.base, headers={"User-Agent": INSTAGRAM}).text
    assert "/v/" not in ivan.get(ivan.base).text


def test_a_page_of_the_specialist_s_room_can_decline_whoever_comes_later(
    ivan: Browser, hers: Browser
) -> None:
    assert "data-when-waiting hidden" in hers.get(hers.base).text
    ivan.post(f"{ivan.base}enter/")
    text = hers.get(hers.base).text
    assert "data-when-waiting" in text
    assert "data-when-waiting hidden" not in text
    assert Visit.objects.filter(party="client").count() == 1


@pytest.mark.parametrize("fresh_links", [False, True])
def test_a_page_goes_on_from_the_last_event_and_hears_no_old_one_as_news(
    appointment: Appointment, ivan: Browser, hers: Browser, fresh_links: bool
) -> None:
    ivan.post(f"{ivan.base}enter/")
    hers.post(f"{hers.base}message/", {"minutes": "5"})
    if fresh_links:
        correct_details(
            appointment_id=appointment.pk,
            details=replace(IVAN, email="ivan.new@example.org"),
            by=THE_CLIENT,
            now=START,
        )
        appointment.refresh_from_db()
        ivan = client_browser(appointment)
    ivan.post(f"{ivan.base}enter/")
    cursor = _config(ivan)["cursor"]
    assert (_since(ivan, cursor), _since(hers, _config(hers)["cursor"])) == ([], [])
    hers.post(f"{hers.base}message/", {"minutes": "10"})
    assert [event["id"] for event in _since(ivan, cursor)] == [cursor + 1]


def _since(browser: Browser, cursor: int) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = browser.get(f"{browser.base}events/", {"after": cursor}).json()["events"]
    return events


def _config(browser: Browser) -> dict[str, Any]:
    page = browser.get(browser.base).text
    config: dict[str, Any] = json.loads(
        page.split('id="room-config" type="application/json">')[1].split("</script>")[0]
    )
    return config
