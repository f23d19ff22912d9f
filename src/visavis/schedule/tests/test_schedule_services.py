"""Changing hours: what is stored, and that one picture of it agrees with the one slots are made from."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests import personas
from tests.personas import MONDAY
from visavis.audit.models import AuditEntry
from visavis.booking.availability import timetable_of
from visavis.lib.intervals import Interval
from visavis.people.models import Specialist
from visavis.schedule.hours import Window
from visavis.schedule.models import Service
from visavis.schedule.overview import schedules
from visavis.schedule.services import (
    WeeklyWindow,
    block_time,
    close_date,
    forget_date,
    move_up,
    open_date,
    save_service,
    set_place,
    set_week,
    unblock_time,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WEEK = Interval(MONDAY, MONDAY + timedelta(days=6))
TUESDAY = date(2026, 12, 8)


@pytest.fixture
def olena() -> Specialist:
    personas.practice()
    return personas.olena()


def act(specialist: Specialist) -> dict[str, Any]:
    return {"specialist_id": specialist.pk, "by": personas.by(), "now": MONDAY}


def seen(specialist: Specialist) -> list[Interval]:
    """Working time of the week, by the desk's reading and by the one that slots are made from."""
    specialist.refresh_from_db()
    schedule = schedules([specialist], WEEK)[specialist.pk]
    table = timetable_of(specialist, WEEK, now=MONDAY)
    assert list(schedule.working) == table.working
    assert [Interval(off.starts_at, off.ends_at) for off in schedule.time_off] == table.time_off
    return table.working


def test_a_week_is_replaced_and_a_line_switched_off_is_kept_without_effect(olena: Specialist) -> None:
    lines = [WeeklyWindow(Window(0, 600, 720)), WeeklyWindow(Window(1, 1320, 1560), active=False)]
    set_week(windows=lines, **act(olena))
    assert seen(olena) == [Interval(MONDAY + 2 * HOUR, MONDAY + 4 * HOUR)]
    assert olena.weekly_hours.count() == 2
    assert AuditEntry.objects.filter(action="WeeklyHoursChanged", subject=olena.public_id).exists()


def test_a_date_is_closed_opened_twice_and_usual_again(olena: Specialist) -> None:
    usual = seen(olena)
    close_date(day=TUESDAY, **act(olena))
    assert len(seen(olena)) == len(usual) - 1
    open_date(day=TUESDAY, opens=600, closes=660, **act(olena))
    open_date(day=TUESDAY, opens=720, closes=780, **act(olena))
    assert len(seen(olena)) == len(usual) + 1
    forget_date(day=TUESDAY, **act(olena))
    assert seen(olena) == usual


def test_blocked_time_is_time_off_until_it_is_taken_back(olena: Specialist) -> None:
    span = Interval(MONDAY + 3 * HOUR, MONDAY + 5 * HOUR)
    block_time(span=span, reason="Dentist", **act(olena))
    seen(olena)
    assert olena.time_off.get().reason == "Dentist"
    unblock_time(span=span, **act(olena))
    unblock_time(span=span, **act(olena))
    assert not olena.time_off.exists()


def test_another_zone_moves_the_hours_and_no_appointment(olena: Specialist) -> None:
    service = personas.service(olena)
    appointment = personas.booked(service, MONDAY + 4 * HOUR)
    set_place(zone="Europe/Berlin", country="DE", **act(olena))
    assert seen(olena)[0].start == MONDAY + 2 * HOUR
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.booked_zone) == (MONDAY + 4 * HOUR, "Europe/Kyiv")


def test_a_new_service_goes_to_the_end_and_can_be_put_further_up(olena: Specialist) -> None:
    first = personas.service(olena, name="First")
    second = save_service(Service(specialist=olena, name="Second"), by=personas.by(), now=MONDAY)
    move_up(service_id=second.pk, by=personas.by(), now=MONDAY)
    move_up(service_id=second.pk, by=personas.by(), now=MONDAY)
    assert list(olena.services.values_list("name", flat=True)) == ["Second", "First"]
    assert first.specialist_id == olena.pk


def test_reading_many_schedules_takes_one_query(olena: Specialist, django_assert_num_queries: Any) -> None:
    others = [personas.specialist(f"Specialist {number}") for number in range(4)]
    with django_assert_num_queries(1):
        schedules([olena, *others], WEEK)
