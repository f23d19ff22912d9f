"""The calendar and the day: what is drawn, for whom, with how many queries."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests import personas
from tests.personas import MONDAY
from tests.team import Team
from visavis.booking.services import cancel
from visavis.desk.tests.desk_pages import SignedIn, page_text
from visavis.lib.intervals import Interval
from visavis.messages.delivery import heartbeats
from visavis.people.actors import THE_CLIENT
from visavis.schedule.hours import Window
from visavis.schedule.models import HoursOverride, Service
from visavis.schedule.services import WeeklyWindow, block_time, set_place, set_week

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOON = MONDAY + 4 * HOUR
LATE = ((10 * 60, 14 * 60), (22 * 60, 26 * 60))
"""From ten to two, by day and by night."""


def starts(page: bytes) -> set[str]:
    return set(re.findall(r"start=([0-9TZ:-]+)", page.decode()))


def test_a_week_shows_appointments_where_they_are_and_free_time_around_them(
    signed_in: SignedIn, team: Team
) -> None:
    personas.booked(team.service, NOON)
    page = signed_in("olena").get("/desk/calendar/").content
    assert "12:00 Ivan Petrenko" in page_text(page)
    assert "client's time 11:00, Berlin" in page_text(page)
    assert 'data-at="from720-to770-lane0-lanes1"' in page.decode()
    assert "2026-12-07T10:00Z" not in starts(page)
    assert {"2026-12-07T09:00Z", "2026-12-07T11:00Z"} <= starts(page)


def test_free_time_ends_where_hours_end_and_where_they_have_passed(signed_in: SignedIn, team: Team) -> None:
    page = signed_in("olena").get("/desk/calendar/?day=2026-12-07").content
    monday = sorted(start for start in starts(page) if start.startswith("2026-12-07"))
    assert (monday[0], monday[-1]) == ("2026-12-07T07:00Z", "2026-12-07T14:00Z")
    assert starts(signed_in("olena").get("/desk/calendar/?day=2026-11-30").content) == set()


def test_a_hold_says_until_when_and_is_gone_when_it_ran_out(signed_in: SignedIn, team: Team) -> None:
    personas.held(team.service, NOON)
    assert "12:00 Held until 08:10" in page_text(signed_in("olena").get("/desk/calendar/").content)
    personas.held(team.service, NOON + HOUR, now=MONDAY - timedelta(minutes=11))
    assert "13:00 Held" not in page_text(signed_in("olena").get("/desk/calendar/").content)


def test_time_off_is_drawn_with_its_reason_and_cannot_be_booked(signed_in: SignedIn, team: Team) -> None:
    by, span = personas.by(), Interval(NOON, NOON + HOUR)
    block_time(specialist_id=team.olena.pk, span=span, reason="Dentist", by=by, now=MONDAY)
    page = signed_in("olena").get("/desk/calendar/").content
    assert "Time off Dentist" in page_text(page)
    assert "2026-12-07T10:00Z" not in starts(page)


def test_who_comes_in_time_off_has_the_whole_width_of_the_column(signed_in: SignedIn, team: Team) -> None:
    personas.booked(team.service, NOON)
    by, span = personas.by(), Interval(NOON, NOON + 3 * HOUR)
    block_time(specialist_id=team.olena.pk, span=span, reason="", by=by, now=MONDAY)
    page = signed_in("olena").get("/desk/calendar/").content.decode()
    assert 'data-at="from720-to770-lane0-lanes1"' in page
    assert page.index('class="time-off" data-at="from720-to900"') < page.index('class="appt')


def test_a_grid_begins_with_the_first_hours_or_the_first_appointment(signed_in: SignedIn, team: Team) -> None:
    night = [WeeklyWindow(Window(day, opens, closes)) for day in range(7) for opens, closes in LATE]
    set_week(specialist_id=team.olena.pk, windows=night, by=personas.by(), now=MONDAY)
    off = Interval(MONDAY - 6 * HOUR, MONDAY + 18 * HOUR)
    block_time(specialist_id=team.olena.pk, span=off, reason="", by=personas.by(), now=MONDAY)
    desk = signed_in("olena")
    for address in ("/desk/calendar/", "/desk/calendar/?view=day"):
        page = desk.get(address).content
        assert 'data-at="opens600-closes1440"' in page.decode()
        assert not any("T22:" in start for start in starts(page))
    personas.booked_by_staff(team.service, MONDAY - HOUR / 2 + timedelta(days=2))
    assert 'data-at="opens420-closes1440"' in desk.get("/desk/calendar/").content.decode()


def test_the_day_of_somebody_far_east_is_no_rest_of_a_night(signed_in: SignedIn, team: Team) -> None:
    by = personas.by()
    set_place(specialist_id=team.petro.pk, zone="Pacific/Auckland", country="", by=by, now=MONDAY)
    page = signed_in("reception").get("/desk/calendar/?view=day&day=2026-12-09").content
    # From 9 to 17 on their wall is from 22 to 6 in Kyiv.
    assert 'data-at="opens0-closes1440"' in page.decode()


def test_those_who_overlap_stand_side_by_side_and_the_one_who_was_added_is_marked(
    signed_in: SignedIn, team: Team
) -> None:
    personas.booked(team.service, NOON)
    personas.booked_by_staff(team.service, NOON + HOUR / 2, details=personas.MARIA)
    desk = signed_in("olena")
    assert "Maria Sydorenko Individual session overbooked" in page_text(desk.get("/desk/").content)
    page = desk.get("/desk/calendar/").content.decode()
    assert "12:30 Maria Sydorenko overbooked" in page_text(page.encode())
    assert "Ivan Petrenko overbooked" not in page_text(page.encode())
    assert 'data-at="from720-to770-lane0-lanes2"' in page
    assert 'data-at="from750-to800-lane1-lanes2"' in page


def test_what_runs_past_midnight_is_drawn_on_both_days(signed_in: SignedIn, team: Team) -> None:
    personas.booked_by_staff(team.service, MONDAY + 15.5 * HOUR)
    page = signed_in("olena").get("/desk/calendar/").content.decode()
    assert "from1410-to1440" in page
    assert "from0-to20" in page


def test_what_was_cancelled_gives_its_room_back(signed_in: SignedIn, team: Team) -> None:
    appointment = personas.booked(team.service, NOON)
    cancel(appointment_id=appointment.pk, by=THE_CLIENT, now=MONDAY)
    page = signed_in("olena").get("/desk/calendar/").content
    assert "Ivan" not in page_text(page)
    assert "2026-12-07T10:00Z" in starts(page)


def test_a_holiday_is_named_and_closed_and_a_weekend_without_work_is_left_out(
    signed_in: SignedIn, team: Team
) -> None:
    set_place(specialist_id=team.olena.pk, zone="Europe/Berlin", country="DE", by=personas.by(), now=MONDAY)
    page = signed_in("olena").get("/desk/calendar/?day=2026-12-25").content
    assert "Christmas Day" in page_text(page)
    assert not any(start.startswith("2026-12-25") for start in starts(page))
    assert page.decode().count('class="day') - page.decode().count('class="days') == 5


def test_hours_of_its_own_open_a_saturday(signed_in: SignedIn, team: Team) -> None:
    HoursOverride.objects.create(specialist=team.olena, date="2026-12-12", opens_min=600, closes_min=660)
    page = signed_in("olena").get("/desk/calendar/").content
    assert "2026-12-12T08:00Z" in starts(page)


def test_reception_sees_everybodys_day_on_one_clock(signed_in: SignedIn, team: Team) -> None:
    set_place(specialist_id=team.petro.pk, zone="Europe/Berlin", country="", by=personas.by(), now=MONDAY)
    personas.booked(Service.objects.get(pk=team.petros_service.pk), NOON)
    for address in ("/desk/", "/desk/calendar/?view=day"):
        page = signed_in("reception").get(address).content
        assert "Berlin, one hour behind" in page_text(page)
        assert "12:00 Ivan Petrenko" in page_text(page)
        assert "Olena Koval" in page_text(page)


def test_a_specialist_sees_nobody_elses_day(signed_in: SignedIn, team: Team) -> None:
    personas.booked(team.petros_service, NOON)
    desk = signed_in("olena")
    for address in ("/desk/?", "/desk/calendar/?", "/desk/calendar/?view=day&"):
        assert "Ivan" not in page_text(desk.get(address).content)
        assert desk.get(f"{address}specialist={team.petro.public_id}").status_code == 404


def test_the_day_lists_who_comes_and_who_is_next(signed_in: SignedIn, team: Team) -> None:
    personas.booked(team.service, NOON)
    gone = personas.booked(team.service, NOON + HOUR, details=personas.MARIA)
    cancel(appointment_id=gone.pk, by=THE_CLIENT, now=MONDAY)
    page = page_text(signed_in("olena").get("/desk/").content)
    assert "Monday 7 December" in page
    assert "1 cancelled or declined" in page
    assert re.search(r"Next .*Ivan Petrenko 12:00–12:50", page)


def test_requests_come_first_wherever_their_day_is(signed_in: SignedIn, team: Team) -> None:
    Service.objects.update(needs_approval=True)
    team.service.refresh_from_db()
    personas.booked(team.service, NOON + timedelta(days=3))
    for who in ("olena", "reception"):
        assert "1 request waits for an answer" in page_text(signed_in(who).get("/desk/").content)
    assert "request" not in page_text(signed_in("petro").get("/desk/").content)


def test_side_by_side_a_request_is_told_on_the_clock_of_the_page(signed_in: SignedIn, team: Team) -> None:
    set_place(specialist_id=team.petro.pk, zone="Europe/Berlin", country="", by=personas.by(), now=MONDAY)
    Service.objects.update(needs_approval=True)
    personas.booked(Service.objects.get(pk=team.petros_service.pk), NOON)
    desk = signed_in("reception")
    assert "Mon 7 Dec 12:00 Ivan Petrenko" in page_text(desk.get("/desk/").content)
    alone = desk.get(f"/desk/?specialist={team.petro.public_id}")
    assert "Mon 7 Dec 11:00 Ivan Petrenko" in page_text(alone.content)


def test_an_empty_day_says_so(signed_in: SignedIn, team: Team) -> None:
    assert "Nobody is booked on this day" in page_text(
        signed_in("olena").get("/desk/?day=2026-12-12").content
    )


def test_an_account_without_a_specialist_is_told(db: None) -> None:
    from django.test import Client

    browser = Client()
    browser.force_login(personas.staff())
    for address in ("/desk/", "/desk/calendar/", "/desk/hours/", "/desk/services/", "/desk/new/"):
        assert "does not belong to a specialist" in page_text(browser.get(address).content)


@pytest.mark.parametrize(
    "garbage", ["day=soon", "day=9999-12-31", "day=0001-01-01", "view=year", "specialist=1"]
)
def test_garbage_in_the_address_is_ignored(signed_in: SignedIn, team: Team, garbage: str) -> None:
    desk = signed_in("reception")
    for address in ("/desk/", "/desk/calendar/"):
        assert desk.get(f"{address}?{garbage}").status_code == 200


@pytest.mark.parametrize(
    ("who", "address", "queries"),
    [
        # Session, user, practice; specialists; hours, overrides, time off, appointments; requests; the day's
        # page besides: a worker's sign, late messages, clients whom nothing reached.
        ("olena", "/desk/calendar/", 8),
        ("reception", "/desk/calendar/?view=day", 8),
        ("olena", "/desk/", 10),
        ("reception", "/desk/", 12),
    ],
)
def test_a_page_asks_as_often_with_many_appointments_as_with_none(
    signed_in: SignedIn,
    team: Team,
    who: str,
    address: str,
    queries: int,
    django_assert_max_num_queries: Any,
) -> None:
    desk = signed_in(who)
    heartbeats.record("worker", now=MONDAY)
    heartbeats.record_jobs(now=MONDAY)
    for hours in range(2, 6):
        for service in (team.service, team.petros_service):
            personas.booked(service, MONDAY + hours * HOUR)
    with django_assert_max_num_queries(queries):
        desk.get(address)
