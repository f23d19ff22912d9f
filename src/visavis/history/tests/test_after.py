"""What both find after a consultation: the next session in one click, and what is agreed."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from tests import personas
from tests.personas import MARIA, MONDAY
from visavis.booking.models import Appointment
from visavis.history.follow_up import FollowUp, same_time_of_weeks, suggest_follow_up
from visavis.history.view_models import find_follow_up
from visavis.lib.intervals import Interval
from visavis.people.links import LinkSource, link_token
from visavis.schedule.models import Service, WeeklyHours
from visavis.schedule.services import block_time, close_date

KYIV = ZoneInfo("Europe/Kyiv")
START = MONDAY + timedelta(hours=2)
END = START + timedelta(minutes=50)


def wall(shown: str) -> datetime:
    return datetime.fromisoformat(shown).replace(tzinfo=KYIV).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "now", "suggested"),
    [
        ("2026-12-07 10:00", "2026-12-07 10:50", "2026-12-14 10:00"),
        # Two and a half weeks later somebody looks again.
        ("2026-12-07 10:00", "2026-12-25 10:00", "2026-12-28 10:00"),
        ("2026-12-07 10:00", "2026-12-14 10:00", "2026-12-21 10:00"),
        # The clocks have changed in between, the wall says the same.
        ("2026-10-21 10:00", "2026-10-21 11:00", "2026-10-28 10:00"),
        # 3:30 does not exist on 28 March 2027.
        ("2027-03-21 03:30", "2027-03-21 05:00", "2027-03-28 04:30"),
    ],
)
def test_the_same_weekday_and_time_of_the_next_week(start: str, now: str, suggested: str) -> None:
    found = same_time_of_weeks(wall(start), KYIV, now=wall(now), until=wall("2030-01-01 00:00"))
    assert next(found) == wall(suggested)


def offered(*starts: str) -> list[Interval]:
    return [Interval(wall(start), wall(start) + timedelta(minutes=50)) for start in starts]


@pytest.mark.parametrize(
    ("slots", "suggested"),
    [
        (offered("2026-12-14 10:00", "2026-12-21 10:00"), ("2026-12-14 10:00", True)),
        # Next week the time is taken, the week after it is closed.
        (offered("2026-12-14 11:00", "2026-12-21 15:00", "2026-12-28 10:00"), ("2026-12-28 10:00", True)),
        # In no week: the nearest to it.
        (offered("2026-12-08 10:00", "2026-12-15 10:00", "2026-12-23 10:00"), ("2026-12-15 10:00", False)),
        ([], None),
    ],
)
def test_the_first_week_that_offers_the_same_time_or_else_the_nearest_free_one(
    slots: list[Interval], suggested: tuple[str, bool] | None
) -> None:
    found = suggest_follow_up(wall("2026-12-07 10:00"), slots, KYIV, now=wall("2026-12-07 10:50"))
    assert found == (suggested and FollowUp(wall(suggested[0]), same_time=suggested[1]))


@pytest.fixture
def appointment(db: None) -> Any:
    with time_machine.travel(END, tick=False):
        personas.practice()
        yield personas.completed(personas.booked(personas.service(personas.olena(), notice_min=0), START))


def desk(appointment: Appointment) -> Client:
    browser = Client()
    assert appointment.specialist.user is not None
    browser.force_login(appointment.specialist.user)
    return browser


def room(appointment: Appointment) -> str:
    return read(desk(appointment).get(f"/desk/appointments/{appointment.public_id}/room/").text)


def personal(appointment: Appointment) -> str:
    browser = Client()
    browser.get(
        f"/v/{link_token(appointment.public_id, appointment.link_generation, source=LinkSource.EMAIL)}"
    )
    return read(browser.get(f"/a/{appointment.public_id}/").text)


def read(html: str) -> str:
    """The page as its reader has it, but with addresses."""
    return re.sub("</?time[^>]*>", "", html)


def test_the_next_session_is_one_click_and_everything_is_filled_in(appointment: Appointment) -> None:
    page = room(appointment)
    assert "Next session, same time" in page
    address = f"/desk/new/?again={appointment.public_id}&start=2026-12-14T08%3A00%3A00%2B00%3A00"
    assert address.replace("&", "&amp;") in page
    form = desk(appointment).get(address).text
    for filled in (
        'value="2026-12-14"',
        'value="10:00"',
        'value="Ivan Petrenko"',
        'value="ivan@example.org"',
    ):
        assert filled in form


def test_weeks_in_which_the_time_is_taken_closed_or_off_are_passed_over(
    appointment: Appointment, django_assert_num_queries: Any
) -> None:
    who, by = appointment.specialist_id, personas.by()
    weeks = [START + timedelta(weeks=number) for number in range(1, 5)]
    personas.booked_by_staff(appointment.service, weeks[0], details=MARIA, now=END)
    close_date(specialist_id=who, day=weeks[1].date(), by=by, now=END)
    block_time(
        specialist_id=who, span=personas.slot(appointment.service, weeks[2]), reason="", by=by, now=END
    )
    seen = Appointment.objects.select_related("service", "specialist").get(pk=appointment.pk)
    with django_assert_num_queries(1):
        assert find_follow_up(seen, now=END) == FollowUp(weeks[3], same_time=True)


def test_a_time_that_is_never_offered_gives_way_to_the_nearest_that_is(appointment: Appointment) -> None:
    WeeklyHours.objects.filter(weekday=0).delete()
    page = room(appointment)
    assert "The same time is free in none of the coming weeks." in page
    assert "It suggests Tuesday 15 December, 09:00 (Kyiv, UTC+2)" in page
    assert "same time</a>" not in page


def test_where_nothing_is_free_the_form_comes_without_a_time(appointment: Appointment) -> None:
    Service.objects.update(active=False)
    page = room(appointment)
    assert "No free time is offered at the moment." in page
    assert f'/desk/new/?again={appointment.public_id}"' in page


def test_the_specialist_sees_who_comes_next_today(appointment: Appointment) -> None:
    assert "Nobody else comes today." in room(appointment)
    personas.booked_by_staff(appointment.service, START + timedelta(hours=3), details=MARIA, now=END)
    page = room(appointment)
    assert "Next client today: Maria Sydorenko at 13:00." in page
    personas.booked_by_staff(appointment.service, START + timedelta(days=1), details=MARIA, now=END)
    assert page.count("Maria Sydorenko") == room(appointment).count("Maria Sydorenko")


def test_the_client_reads_what_is_agreed_next(appointment: Appointment) -> None:
    assert "Nothing is agreed yet." in personal(appointment)
    personas.booked(appointment.service, START + timedelta(days=7), now=END)
    # Ivan is in Berlin.
    assert "Your next appointment with Olena Koval is on Monday 14 December, 09:00" in personal(appointment)
    assert "Ivan Petrenko comes again on Monday 14 December, 10:00" in room(appointment)


def test_whom_else_the_client_sees_is_nobody_else_s_business(appointment: Appointment) -> None:
    other = personas.service(personas.specialist(), notice_min=0)
    personas.booked(other, START + timedelta(days=2), now=END)
    assert "comes again" not in room(appointment)
    assert "Your next appointment" in personal(appointment)
    personas.booked(appointment.service, START + timedelta(days=7), now=END)
    assert "Ivan Petrenko comes again on Monday 14 December, 10:00" in room(appointment)


def test_another_client_s_appointment_is_nobody_s_next(appointment: Appointment) -> None:
    personas.booked(appointment.service, START + timedelta(days=7), details=MARIA, now=END)
    assert "Nothing is agreed yet." in personal(appointment)
