"""What a client changes by their personal link, and what a link's address never does by itself."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests import personas
from tests.database_digest import database_digest
from tests.personas import MARIA, MONDAY
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.tests.browsing import FORM, LATER, TEN, a_service, hold, with_link
from visavis.people.links import link_token
from visavis.people.models import Specialist, SpecialistPhoto
from visavis.schedule.models import Service, TimeOff

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ACTIONS = ("confirm", "details", "move", "cancel", "calendar.ics", "book", "release")


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def service() -> Service:
    return a_service()


@pytest.fixture
def appointment(service: Service) -> Appointment:
    return personas.booked(service, LATER)


@pytest.fixture
def ivan(appointment: Appointment) -> Client:
    return with_link(appointment)


def post(browser: Client, appointment: Appointment, action: str, **sent: str) -> tuple[int, str]:
    response = browser.post(f"/a/{appointment.public_id}/{action}/", sent)
    appointment.refresh_from_db()
    return response.status_code, response.content.decode()


def test_a_client_says_that_they_will_come(ivan: Client, appointment: Appointment) -> None:
    assert post(ivan, appointment, "confirm")[0] == 302
    assert appointment.lifecycle is State.CONFIRMED
    assert post(ivan, appointment, "confirm")[0] == 302


def test_a_client_corrects_how_to_be_reached(ivan: Client, appointment: Appointment) -> None:
    html = ivan.get(f"/a/{appointment.public_id}/details/").content.decode()
    assert 'value="ivan@example.org"' in html
    status, html = post(ivan, appointment, "details", **FORM | {"email": "", "phone": "", "sms": ""})
    assert status == 422
    assert "Write an e-mail address or a phone number" in html
    sent = FORM | {"email": "new@example.org", "zone": "Europe/Kyiv", "sms": ""}
    assert post(ivan, appointment, "details", **sent)[0] == 302
    assert (appointment.client_email, appointment.client_zone) == ("new@example.org", "Europe/Kyiv")
    assert not appointment.sms


def test_a_client_moves_to_another_free_time(ivan: Client, appointment: Appointment) -> None:
    html = ivan.get(f"/a/{appointment.public_id}/move/?day=2026-12-09&month=2026-12").content.decode()
    own, wanted = LATER.isoformat(), (LATER + HOUR).isoformat()
    assert f'value="{own}"' in html, "its own time is not busy for itself"
    assert post(ivan, appointment, "move", start=wanted)[0] == 302
    assert appointment.starts_at == LATER + HOUR


def test_the_face_that_was_chosen_stays_in_sight(
    client: Client, ivan: Client, appointment: Appointment, service: Service
) -> None:
    SpecialistPhoto.objects.create(specialist=service.specialist, webp=b"RIFF", digest="abc123")
    photo = f"/photos/{service.specialist.public_id}-abc123.webp"
    assert photo in ivan.get(f"/a/{appointment.public_id}/move/").content.decode()
    assert photo in client.get(hold(client, service)).content.decode()


def test_a_browser_does_not_change_the_clock_of_an_appointment_that_is_moved(
    client: Client, ivan: Client, appointment: Appointment, service: Service
) -> None:
    settled = 'data-zone-form="settled"'
    assert settled in ivan.get(f"/a/{appointment.public_id}/move/").content.decode()
    assert settled not in client.get(f"/services/{service.public_id}/").content.decode()


def test_choosing_the_time_one_has_changes_nothing_and_writes_to_nobody(
    ivan: Client, appointment: Appointment
) -> None:
    assert post(ivan, appointment, "move", start=LATER.isoformat())[0] == 302
    assert (appointment.starts_at, appointment.version) == (LATER, 0)


def test_a_move_to_a_taken_time_changes_nothing_and_offers_others(
    ivan: Client, appointment: Appointment, service: Service
) -> None:
    personas.booked(service, LATER + HOUR, details=MARIA)
    status, html = post(ivan, appointment, "move", start=(LATER + HOUR).isoformat())
    assert status == 409
    assert "nearest free times" in html
    assert (appointment.starts_at, appointment.version) == (LATER, 0)


def test_the_times_shown_first_are_those_near_the_one_it_has(ivan: Client, appointment: Appointment) -> None:
    html = ivan.get(f"/a/{appointment.public_id}/move/").content.decode()
    assert f'value="{(LATER + HOUR).isoformat()}"' in html


def test_a_time_that_could_not_be_changed_again_is_asked_about_first(
    ivan: Client, appointment: Appointment
) -> None:
    near = TEN.isoformat()
    status, html = post(ivan, appointment, "move", start=near)
    assert (status, appointment.starts_at) == (200, LATER)
    assert "could not move it again online" in html
    assert post(ivan, appointment, "move", start=near, sure="1")[0] == 302
    assert appointment.starts_at == TEN


def test_too_late_to_move_is_said_with_a_way_back(ivan: Client, service: Service) -> None:
    soon = personas.booked(service, TEN, details=MARIA)
    maria = with_link(soon)
    response = maria.get(f"/a/{soon.public_id}/move/")
    assert response.status_code == 409
    assert "It is too late to move this appointment online." in response.content.decode()
    assert f'href="/a/{soon.public_id}/"' in response.content.decode()
    assert post(maria, soon, "move", start=LATER.isoformat())[0] == 409
    assert soon.starts_at == TEN


def test_cancelling_says_beforehand_whether_it_is_late(
    ivan: Client, appointment: Appointment, service: Service
) -> None:
    assert "You are in time" in ivan.get(f"/a/{appointment.public_id}/cancel/").content.decode()
    soon = personas.booked(service, TEN, details=MARIA)
    maria = with_link(soon)
    assert (
        "the practice will see that it is late" in maria.get(f"/a/{soon.public_id}/cancel/").content.decode()
    )
    post(maria, soon, "cancel", reason="I am ill.")
    assert (soon.lifecycle, soon.cancelled_late) == (State.CANCELLED, True)
    last = soon.transitions.last()
    assert last is not None
    assert last.reason == "I am ill."


def test_what_is_cancelled_cannot_be_changed_any_more(ivan: Client, appointment: Appointment) -> None:
    assert post(ivan, appointment, "cancel")[0] == 302
    for action in ("confirm", "details", "move", "cancel"):
        assert post(ivan, appointment, action, **FORM, start=LATER.isoformat())[0] == 409
    assert appointment.lifecycle is State.CANCELLED


def test_who_reloads_a_refusal_comes_back_to_the_appointment(ivan: Client, appointment: Appointment) -> None:
    answer = ivan.get(f"/a/{appointment.public_id}/confirm/")
    assert (answer.status_code, answer["Location"]) == (302, f"/a/{appointment.public_id}/")
    assert appointment.lifecycle is State.SCHEDULED


def test_the_calendar_file_bears_the_time_and_the_link(ivan: Client, appointment: Appointment) -> None:
    response = ivan.get(f"/a/{appointment.public_id}/calendar.ics")
    entry = response.content.decode().replace("\r\n ", "")
    assert response["Content-Type"].startswith("text/calendar")
    assert "DTSTART:20261209T080000Z" in entry
    assert link_token(appointment.public_id, 1) in entry


@pytest.mark.parametrize("action", ACTIONS)
def test_only_the_holder_of_the_link_gets_in(appointment: Appointment, service: Service, action: str) -> None:
    other = personas.booked(service, LATER + HOUR, details=MARIA)
    slash = "" if "." in action else "/"
    before = database_digest()
    for browser in (Client(), with_link(other)):
        for method in (browser.get, browser.post):
            response = method(f"/a/{appointment.public_id}/{action}{slash}")
            assert response.status_code in (403, 405)
            assert "Ivan" not in response.content.decode()
    assert database_digest() == before


@pytest.mark.parametrize("action", ACTIONS)
def test_the_pages_of_an_appointment_are_kept_by_nobody(
    ivan: Client, appointment: Appointment, action: str
) -> None:
    slash = "" if "." in action else "/"
    response = ivan.get(f"/a/{appointment.public_id}/{action}{slash}")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_opening_any_link_changes_nothing_in_the_database(ivan: Client, service: Service) -> None:
    appointment = Appointment.objects.get()
    held = hold(ivan, service)
    token = link_token(appointment.public_id, appointment.link_generation)
    mine = [f"/a/{appointment.public_id}/{action}" + ("" if "." in action else "/") for action in ACTIONS]
    public = [
        "/",
        "/link/",
        f"/services/{service.public_id}/",
        f"/specialists/{service.specialist.public_id}/",
    ]
    before = database_digest()
    for address in [*mine, *public, held, f"/v/{token}", f"/v/{token}?here=1", "/v/nonsense", "/robots.txt"]:
        for browser in (ivan, Client()):
            assert browser.get(address).status_code < 500
            assert browser.head(address).status_code < 500
            assert browser.options(address).status_code < 500
    assert database_digest() == before


def another(service: Service) -> str:
    """A time that only another specialist offers."""
    colleague = personas.specialist(hours=False)
    colleague.weekly_hours.create(weekday=2, opens_min=20 * 60, closes_min=22 * 60)
    personas.service(colleague)
    return (LATER + 10 * HOUR).isoformat()


def holiday(service: Service) -> str:
    Specialist.objects.update(country="PL")
    return "2026-12-25T08:00:00+00:00"


def away(service: Service) -> str:
    TimeOff.objects.create(specialist=service.specialist, starts_at=LATER, ends_at=LATER + HOUR)
    return LATER.isoformat()


def buffered(service: Service) -> str:
    short = personas.service(service.specialist, name="Short", step_min=60, buffer_after_min=40)
    personas.booked(short, LATER + 3 * HOUR)
    return (LATER + 4 * HOUR).isoformat()


NOT_OFFERED: dict[str, Callable[[Service], str]] = {
    "at night": lambda _: (LATER + 14 * HOUR).isoformat(),
    "on a weekend": lambda _: "2026-12-12T08:00:00+00:00",
    "on a holiday": holiday,
    "in time off": away,
    "in the past": lambda _: (TEN - timedelta(days=3)).isoformat(),
    "too soon": lambda _: (TEN - HOUR).isoformat(),
    "too far ahead": lambda _: "2027-06-01T07:00:00+00:00",
    "off the grid": lambda _: (LATER + timedelta(minutes=7)).isoformat(),
    "a second late": lambda _: (LATER + timedelta(seconds=1)).isoformat(),
    "inside a break": buffered,
    "of somebody else": another,
    "without a zone": lambda _: "2026-12-09T10:00:00",
    "not a time": lambda _: "tomorrow",
    "nothing": lambda _: "",
    "beyond the calendar": lambda _: "9999-12-31T23:59:59-14:00",
    "before the calendar": lambda _: "0001-01-01T00:00:00+14:00",
}


@pytest.mark.parametrize("kind", NOT_OFFERED)
def test_a_start_that_is_not_offered_is_refused_on_every_path(service: Service, kind: str) -> None:
    mine = personas.booked(service, LATER + timedelta(days=1))
    start = NOT_OFFERED[kind](service)
    count = Appointment.objects.count()
    ivan = with_link(mine)
    response = ivan.post(f"/services/{service.public_id}/hold/", {"start": start})
    assert response.status_code == 409
    assert post(ivan, mine, "move", start=start)[0] == 409
    assert (mine.starts_at, Appointment.objects.count()) == (LATER + timedelta(days=1), count)
