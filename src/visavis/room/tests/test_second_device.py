"""A personal link is opened on another device while its client is in the room: the specialist decides."""

from datetime import timedelta
from typing import Any

import pytest

from tests import personas
from visavis.audit.models import AuditEntry
from visavis.booking.models import Appointment
from visavis.people.models import Role
from visavis.room.tests.browsers import Browser, client_browser, staff_browser
from visavis.waiting.rules import MAX_ENTRIES

pytestmark = pytest.mark.django_db
ELSEWHERE = "already in the conversation on another device"
QUEUE = "/desk/queue/"


@pytest.fixture
def thief(ivan: Browser, hers: Browser, appointment: Appointment) -> Browser:
    """Somebody who has his link, while he is in the call."""
    ivan.say("enter")
    hers.say("admit", tab="hers")
    assert ivan.join("his").status_code == 200
    return client_browser(appointment)


def answers(thief: Browser) -> set[tuple[int, str]]:
    """What each address of the room says to a device that was not let in."""
    said = [thief.join("theirs", take_over=True), thief.send_heartbeat("theirs")]
    said += [thief.say(what) for what in ("signal", "leave", "renew", "report", "chat", "live")]
    said += [thief.get(f"{thief.base}{what}/", headers={"accept": "application/json"}) for what in READ]
    said += [thief.say(what) for what in ("leave-waiting", "new-link", "cancel", "late", "details", "move")]
    return {(answer.status_code, answer.json()["code"]) for answer in said}


READ = ("events", "state", "chat")


def test_a_thief_takes_nothing_hears_nothing_and_throws_nobody_out(thief: Browser, ivan: Browser) -> None:
    assert answers(thief) == {(409, "on_another_device")}
    thief.post(f"{thief.base}enter/")
    assert answers(thief) == {(409, "on_another_device")}
    page = thief.get(thief.base).text
    assert ELSEWHERE in page
    assert "We have asked Olena Koval" in page
    assert "room-config" not in page
    assert "room-config" in ivan.get(ivan.base).text
    assert ivan.send_heartbeat("his").status_code == 204
    assert ivan.join("his").status_code == 200


def test_opening_alone_asks_nobody(thief: Browser, hers: Browser) -> None:
    thief.get(thief.base)
    assert "another device" not in hers.get(QUEUE).text


def test_she_is_asked_in_the_room_and_at_the_desk_once(
    thief: Browser, hers: Browser, appointment: Appointment
) -> None:
    for _twice in range(2):
        thief.post(f"{thief.base}enter/")
    assert "another device wants to come in" in hers.get(QUEUE).text
    assert AuditEntry.objects.filter(action="DeviceAsked").count() == 1
    reception = staff_browser(appointment, personas.staff(Role.RECEPTION))
    seen = reception.get(QUEUE).text
    assert "another device wants to come in" in seen
    assert "let-in/" not in seen
    device = asking(hers)
    assert reception.post(f"{hers.base}devices/{device}/let-in/").status_code == 403


def test_once_the_first_is_gone_there_is_nothing_to_ask(thief: Browser, hers: Browser, clock: Any) -> None:
    thief.post(f"{thief.base}enter/")
    clock.shift(timedelta(seconds=31))
    assert "another device wants to come in" not in hers.get(QUEUE).text


def asking(hers: Browser) -> str:
    """The device in the question that her queue shows."""
    return hers.get(QUEUE).text.split("/devices/")[1].split("/")[0]


def test_with_her_yes_the_new_device_comes_in_and_the_first_is_told(
    thief: Browser, ivan: Browser, hers: Browser
) -> None:
    thief.post(f"{thief.base}enter/")
    assert hers.say(f"devices/{asking(hers)}/let-in").status_code == 204
    assert "another device" not in hers.get(QUEUE).text
    assert "room-config" in thief.get(thief.base).text
    assert thief.join("new", take_over=True).status_code == 200
    assert ivan.send_heartbeat("his").json()["code"] == "on_another_device"
    page = ivan.get(ivan.base).text
    assert ELSEWHERE in page
    assert "Go on here" in page
    ivan.post(f"{ivan.base}enter/")
    assert "another device wants to come in" in hers.get(QUEUE).text


def test_without_it_he_stays_and_the_other_may_ask_again(
    thief: Browser, ivan: Browser, hers: Browser
) -> None:
    thief.post(f"{thief.base}enter/")
    assert hers.post(f"{hers.base}devices/{asking(hers)}/keep-out/").status_code == 302
    assert ivan.join("his").status_code == 200
    page = thief.get(thief.base).text
    assert ELSEWHERE in page
    assert "Go on here" in page


def test_an_answer_that_is_about_another_device_does_nothing(
    thief: Browser, hers: Browser, appointment: Appointment
) -> None:
    thief.post(f"{thief.base}enter/")
    before = asking(hers)
    another = client_browser(appointment)
    another.post(f"{another.base}enter/")
    hers.say(f"devices/{before}/let-in")
    assert answers(thief) == answers(another) == {(409, "on_another_device")}


def test_the_same_holds_in_the_waiting_room(ivan: Browser, appointment: Appointment, hers: Browser) -> None:
    ivan.say("enter")
    other = client_browser(appointment)
    other.post(f"{other.base}enter/")
    assert ELSEWHERE in other.get(other.base).text
    assert other.say("leave-waiting").json()["code"] == "on_another_device"
    assert other.post(f"{other.base}cancel/", {"reason": ""}).status_code == 409
    assert "another device wants to come in" in hers.get(QUEUE).text


@pytest.mark.parametrize("silence", [29, 31])
def test_once_the_first_is_silent_as_a_lost_connection_is_the_next_simply_enters(
    thief: Browser, ivan: Browser, clock: Any, silence: int
) -> None:
    ivan.send_heartbeat("his")
    clock.shift(timedelta(seconds=silence))
    thief.post(f"{thief.base}enter/")
    assert ("room-config" in thief.get(thief.base).text) is (silence > 30)


def test_who_leaves_makes_room_at_once(thief: Browser, ivan: Browser) -> None:
    grant = ivan.join("his").json()["grant"]
    ivan.say("leave", tab="his", seat=grant["seat"], pressed=True)
    thief.post(f"{thief.base}enter/")
    assert "room-config" in thief.get(thief.base).text


def test_other_tabs_of_the_first_device_go_on_as_ever(thief: Browser, ivan: Browser) -> None:
    assert ivan.join("another-tab").json()["code"] == "seat_taken"
    assert ivan.join("another-tab", take_over=True).status_code == 200


def test_a_new_link_lets_its_client_in_whoever_was_there(
    thief: Browser, ivan: Browser, hers: Browser, appointment: Appointment
) -> None:
    hers.post(f"/desk/appointments/{appointment.public_id}/link/revoke/")
    appointment.refresh_from_db()
    fresh = client_browser(appointment)
    fresh.post(f"{fresh.base}enter/")
    assert "room-config" in fresh.get(fresh.base).text
    assert ivan.join("his").status_code == 403


def test_asking_in_a_loop_ends_with_a_sentence(thief: Browser, appointment: Appointment) -> None:
    for _number in range(MAX_ENTRIES):
        assert client_browser(appointment).post(f"{thief.base}enter/").status_code == 302
    assert client_browser(appointment).post(f"{thief.base}enter/").status_code == 429
    assert AuditEntry.objects.filter(action="DeviceAsked").count() == MAX_ENTRIES


def test_an_answer_that_is_lost_makes_nobody_another_device(ivan: Browser, appointment: Appointment) -> None:
    ivan.get(ivan.base)
    before = dict(ivan.cookies)
    ivan.post(f"{ivan.base}enter/")
    del ivan.cookies["entered"]
    assert "device" in before
    ivan.post(f"{ivan.base}enter/")
    assert "room-config" in ivan.get(ivan.base).text
