"""Booking for a client at the desk."""

from datetime import timedelta
from typing import Any

import pytest

from tests import personas
from tests.personas import MONDAY
from tests.team import Team
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.desk.tests.desk_pages import SignedIn, conflict_keys, page_text
from visavis.lib.intervals import Interval
from visavis.schedule.hours import Window
from visavis.schedule.models import Service
from visavis.schedule.services import WeeklyWindow, block_time, set_week

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def typed(service: Service, **changes: Any) -> dict[str, Any]:
    return {
        "service": str(service.public_id),
        "date": "2026-12-07",
        "time": "12:00",
        "name": "Ivan Petrenko",
        "email": "ivan@example.org",
        "phone": "",
        "language": "uk",
        "zone": "Europe/Berlin",
        "message": "Asked by phone",
        **changes,
    }


def test_staff_book_a_time_for_a_client_and_land_on_the_appointment(signed_in: SignedIn, team: Team) -> None:
    desk = signed_in("olena")
    answer = desk.post("/desk/new/", typed(team.service))
    appointment = Appointment.objects.get()
    assert answer["Location"] == f"/desk/appointments/{appointment.public_id}/"
    assert appointment.lifecycle is State.SCHEDULED
    assert appointment.booked_local_time == "2026-12-07T12:00"
    assert appointment.client_message == "Asked by phone"
    assert "Ivan Petrenko" in desk.get(answer["Location"]).content.decode()


def test_a_time_that_is_not_offered_is_refused_with_the_reason_and_everything_is_kept(
    signed_in: SignedIn, team: Team
) -> None:
    answer = signed_in("olena").post("/desk/new/", typed(team.service, time="20:30"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The specialist does not work at this time." in page
    assert 'type="checkbox" name="override"' in page
    for kept in ('"20:30"', '"Ivan Petrenko"', '"ivan@example.org"', ">\nAsked by phone<"):
        assert kept in page
    assert not Appointment.objects.exists()


def test_staff_take_a_refused_time_knowingly(signed_in: SignedIn, team: Team) -> None:
    personas.booked(team.service, MONDAY + 4 * HOUR)
    desk = signed_in("reception")
    address = f"/desk/new/?service={team.service.public_id}"
    refused = desk.post(address, typed(team.service))
    assert refused.status_code == 422
    sent = typed(team.service, override="on", acknowledged=conflict_keys(refused.content))
    assert desk.post(address, sent).status_code == 302
    assert Appointment.objects.order_by("id").last().overbooked  # type: ignore[union-attr]  # just booked


def test_all_that_speaks_against_a_time_is_said_at_once_and_the_overlap_first(
    signed_in: SignedIn, team: Team
) -> None:
    Service.objects.update(notice_min=12 * 60)
    personas.booked_by_staff(team.service, MONDAY + 4 * HOUR)
    page = page_text(signed_in("olena").post("/desk/new/", typed(team.service, time="12:30")).content)
    overlap = "This overlaps another appointment: Ivan Petrenko, Mon 7 Dec, 12:00–12:50."
    too_soon = "This time is too soon to be booked online."
    off_grid = "Consultations do not start at this time."
    assert 0 < page.index(overlap) < page.index(too_soon) < page.index(off_grid)
    assert not Appointment.objects.filter(overbooked=True).exists()


def test_a_break_that_would_be_missing_is_named_by_its_neighbour(signed_in: SignedIn, team: Team) -> None:
    personas.booked_by_staff(team.service, MONDAY + 4 * HOUR)
    page = page_text(signed_in("olena").post("/desk/new/", typed(team.service, time="12:50")).content)
    said = "This leaves no break before or after another appointment: Ivan Petrenko, Mon 7 Dec, 12:00–12:50."
    assert said in page


def test_time_off_is_named_as_such(signed_in: SignedIn, team: Team) -> None:
    span = Interval(MONDAY + 4 * HOUR, MONDAY + 5 * HOUR)
    block_time(specialist_id=team.olena.pk, span=span, reason="", by=personas.by(), now=MONDAY)
    page = page_text(signed_in("olena").post("/desk/new/", typed(team.service)).content)
    assert "The specialist has time off then." in page
    assert "already taken" not in page


def test_what_came_up_since_is_said_again_before_it_is_booked(signed_in: SignedIn, team: Team) -> None:
    desk, night = signed_in("olena"), typed(team.service, time="20:30")
    acknowledged = conflict_keys(desk.post("/desk/new/", night).content)
    personas.booked_by_staff(team.service, MONDAY + 12.5 * HOUR, details=personas.MARIA)
    again = desk.post("/desk/new/", {**night, "override": "on", "acknowledged": acknowledged})
    assert again.status_code == 422
    assert "This overlaps another appointment: Maria Sydorenko" in page_text(again.content)
    assert "checked" not in again.content.decode().split('name="override"')[1].split(">")[0]
    assert Appointment.objects.count() == 1
    sent = {**night, "override": "on", "acknowledged": conflict_keys(again.content)}
    assert desk.post("/desk/new/", sent).status_code == 302
    assert Appointment.objects.latest("id").overbooked


def test_a_yes_to_one_time_is_no_yes_to_another(signed_in: SignedIn, team: Team) -> None:
    desk = signed_in("olena")
    acknowledged = conflict_keys(desk.post("/desk/new/", typed(team.service, time="20:30")).content)
    sent = typed(team.service, time="22:30", override="on", acknowledged=acknowledged)
    assert desk.post("/desk/new/", sent).status_code == 422
    assert not Appointment.objects.exists()


def test_nobody_is_asked_to_overrule_what_was_not_refused(signed_in: SignedIn, team: Team) -> None:
    page = signed_in("olena").get("/desk/new/").content.decode()
    assert 'type="hidden" name="override"' in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Give the client&#x27;s name."),
        ({"email": "", "phone": ""}, "Give an e-mail address or a phone number"),
        ({"email": "ivan"}, "This is not a whole e-mail address."),
        ({"phone": "123"}, "is not a phone number we can use"),
        ({"sms": "on"}, "Text messages need a phone number"),
        ({"zone": "Mars/Base"}, "is not a time zone we know"),
        ({"date": "soon"}, "Give a date, for example"),
        ({"time": "25:99"}, "Give a time from 00:00 to 23:59"),
        ({"service": "nonsense"}, "Choose one of the services in the list."),
    ],
)
def test_wrong_input_names_the_fix(
    signed_in: SignedIn, team: Team, changes: dict[str, str], sentence: str
) -> None:
    answer = signed_in("olena").post("/desk/new/", {**typed(team.service), **changes})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Appointment.objects.exists()


def test_a_phone_number_alone_is_enough(signed_in: SignedIn, team: Team) -> None:
    changes = {"email": "", "phone": "050 123 45 67", "sms": "on"}
    assert signed_in("olena").post("/desk/new/", typed(team.service, **changes)).status_code == 302
    assert Appointment.objects.get().client_phone == "+380501234567"


def test_the_service_of_another_specialist_is_not_to_be_had(signed_in: SignedIn, team: Team) -> None:
    desk = signed_in("olena")
    assert desk.post("/desk/new/", typed(team.petros_service)).status_code == 422
    assert desk.get(f"/desk/new/?service={team.petros_service.public_id}").status_code == 404


def test_a_time_that_clocks_skip_is_explained(signed_in: SignedIn, team: Team) -> None:
    answer = signed_in("olena").post("/desk/new/", typed(team.service, date="2027-03-28", time="03:30"))
    page = answer.content.decode()
    assert "clocks go forward from 03:00 to 04:00" in page


def test_a_time_that_comes_twice_has_to_be_chosen(signed_in: SignedIn, team: Team) -> None:
    by_night = [WeeklyWindow(Window(day, 0, 1440)) for day in range(7)]
    set_week(specialist_id=team.olena.pk, windows=by_night, by=personas.by(), now=MONDAY)
    Service.objects.update(horizon_days=730, step_min=30)
    desk = signed_in("olena")
    night = {"date": "2027-10-31", "time": "03:30"}
    page = desk.post("/desk/new/", typed(team.service, **night)).content.decode()
    assert "This time comes twice that night." in page
    assert "03:30 (UTC+2), the second time" in page
    assert desk.post("/desk/new/", typed(team.service, **night, which="1")).status_code == 302
    assert Appointment.objects.get().starts_at.isoformat() == "2027-10-31T01:30:00+00:00"


def test_the_address_fills_the_form_in_and_its_garbage_is_ignored(signed_in: SignedIn, team: Team) -> None:
    desk = signed_in("admin")
    start = f"?specialist={team.petro.public_id}&start=2026-12-08T08:00Z"
    page = desk.get(f"/desk/new/{start}").content.decode()
    assert 'value="2026-12-08"' in page
    assert 'value="10:00"' in page
    assert "Couple session" in page
    for garbage in ("start=soon", "specialist=x", "service=1", "again=2", "start=9999-12-31T23:59-20:00"):
        assert desk.get(f"/desk/new/?{garbage}").status_code == 200


def test_another_appointment_for_a_known_client_knows_them(signed_in: SignedIn, team: Team) -> None:
    earlier = personas.booked(team.service, MONDAY + 4 * HOUR)
    page = signed_in("olena").get(f"/desk/new/?again={earlier.public_id}").content.decode()
    assert "ivan@example.org" in page
    assert signed_in("petro").get(f"/desk/new/?again={earlier.public_id}").status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "1850-01-01", "3000-01-01", "9999-12-31"])
def test_a_year_of_other_centuries_is_refused_even_when_taken_knowingly(
    signed_in: SignedIn, team: Team, day: str
) -> None:
    answer = signed_in("olena").post("/desk/new/", typed(team.service, date=day, time="23:30", override="on"))
    assert answer.status_code == 422
    assert "Give a date, for example 2026-12-16." in answer.content.decode()
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("start", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_start_at_the_ends_of_the_calendar_is_ignored(signed_in: SignedIn, team: Team, start: str) -> None:
    address = f"/desk/new/?service={team.service.public_id}&start={start}"
    assert signed_in("olena").get(address).status_code == 200


def test_an_email_address_longer_than_any_is_refused(signed_in: SignedIn, team: Team) -> None:
    answer = signed_in("olena").post("/desk/new/", typed(team.service, email="a" * 243 + "@example.org"))
    assert answer.status_code == 422
    assert "254" in answer.content.decode()
