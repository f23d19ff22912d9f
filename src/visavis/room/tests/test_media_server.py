"""A call at a media server: who is let in, what pages may reach, and another way when it is away."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import personas
from visavis.audit.models import AuditEntry
from visavis.booking.models import Appointment
from visavis.calls import jobs
from visavis.calls.models import AwayProvider
from visavis.calls.peers import peer_id
from visavis.people.parties import Party
from visavis.room.tests.browsers import Browser, client_browser
from visavis.video.fake import FakeVideo
from visavis.video.port import RoomRef
from visavis.video.tests.carried import calls_carried_by, choose


def admitted(ivan: Browser, hers: Browser) -> None:
    ivan.post(f"{ivan.base}enter/")
    hers.post(f"{hers.base}admit/")


@pytest.fixture
def fake() -> Iterator[FakeVideo]:
    with calls_carried_by("fake") as video:
        yield video


def test_another_provider_grants_places_in_the_appointments_own_room(
    fake: FakeVideo, ivan: Browser, hers: Browser, appointment: Appointment
) -> None:
    admitted(ivan, hers)
    grants = [hers.join("hers").json()["grant"], ivan.join("his").json()["grant"]]
    assert [grant["provider"] for grant in grants] == ["fake", "fake"]
    # Each comes in with what they were given, as the person that both pages know.
    for grant in grants:
        fake.enter(grant["access"])
    here = fake.attendance(RoomRef("fake", appointment.room_name))
    parties = (Party.SPECIALIST, Party.CLIENT)
    assert [one.identity for one in here] == [peer_id(appointment, party) for party in parties]


def test_a_provider_that_is_down_is_said_so_and_may_be_asked_again(
    fake: FakeVideo, ivan: Browser, hers: Browser
) -> None:
    admitted(ivan, hers)
    with fake.failing():
        refused = ivan.join("his")
    assert (refused.status_code, refused.json()["code"]) == (503, "video_unavailable")
    assert ivan.join("his").status_code == 200


def test_only_the_pages_of_a_call_may_reach_its_provider(
    fake: FakeVideo, ivan: Browser, hers: Browser, appointment: Appointment
) -> None:
    admitted(ivan, hers)
    hers.join("hers")
    other = personas.booked(
        appointment.service, appointment.starts_at + timedelta(hours=1), details=personas.MARIA
    )

    def reaches(browser: Browser, path: str) -> bool:
        return "wss://fake.invalid" in browser.get(path).headers["Content-Security-Policy"]

    assert reaches(ivan, ivan.base)
    assert reaches(hers, hers.base)
    assert not reaches(hers, "/desk/")
    with choose("p2p"):
        # Of a call that goes on, and not of one that would be held elsewhere now.
        assert reaches(hers, hers.base)
        theirs = client_browser(other)
        assert not reaches(theirs, theirs.base)


def test_while_the_provider_is_away_the_desk_holds_this_call_browser_to_browser(
    fake: FakeVideo, ivan: Browser, hers: Browser, appointment: Appointment
) -> None:
    away = "does not answer"
    ivan.post(f"{ivan.base}enter/")
    assert away not in hers.get(hers.base).text
    with fake.failing():
        refused = hers.say("admit", tab="hers")
        assert (refused.status_code, refused.json()["code"]) == (503, "video_unavailable")
        assert away in hers.get(hers.base).text
        assert hers.post(f"{hers.base}browser-to-browser/").status_code == 302
        assert away not in hers.get(hers.base).text
        granted = hers.say("admit", tab="hers").json()["grant"]
        assert (granted["provider"], granted["epoch"]) == ("p2p", 1)
        assert ivan.join("his").json()["grant"]["provider"] == "p2p"
    assert ivan.events().count("carrier_changed") == 1
    assert AuditEntry.objects.filter(action="CarrierChanged").count() == 1
    # Pressed again it changes nothing.
    hers.post(f"{hers.base}browser-to-browser/")
    assert ivan.events().count("carrier_changed") == 1


def test_the_room_that_a_call_has_left_is_closed(
    fake: FakeVideo, ivan: Browser, hers: Browser, appointment: Appointment
) -> None:
    admitted(ivan, hers)
    hers.join("hers")
    hers.post(f"{hers.base}browser-to-browser/")
    job = ProcrastinateJob.objects.get(task_name="calls.close_room")
    assert job.args == {"provider": "fake", "room": appointment.room_name}


def test_a_provider_that_answers_again_is_no_more_said_to_be_away(fake: FakeVideo, db: None) -> None:
    with fake.failing():
        jobs.look_for_providers(0)
        jobs.look_for_providers(0)
    assert AwayProvider.objects.get().provider == "fake"
    jobs.look_for_providers(0)
    assert not AwayProvider.objects.exists()
