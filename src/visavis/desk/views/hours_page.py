"""The page of working hours: present hours, coming days, and a form for each change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from visavis.booking.access import appointments_for_staff
from visavis.desk.access import specialists_for
from visavis.desk.forms.weekly_hours import WeekForm
from visavis.desk.forms.working_hours import DateForm, PlaceForm, TimeOffForm, as_time
from visavis.desk.labels import time_off_label
from visavis.desk.outside_hours import upcoming_outside_hours
from visavis.desk.working_days import WorkingDay, working_days
from visavis.lib import clock
from visavis.lib.intervals import Interval
from visavis.people.access import StaffRequest
from visavis.people.models import Specialist
from visavis.schedule.hours import local_day_bounds
from visavis.schedule.models import HoursOverride
from visavis.schedule.overview import schedules
from visavis.schedule.public_holidays import public_holidays

PREVIEW_DAYS = 7
HOLIDAYS_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class TimeOffRow:
    """Time off as the page lists it; both instants are UTC."""

    starts_at: datetime
    ends_at: datetime
    label: str
    reason: str


def page(request: StaffRequest, specialist: Specialist, *, status: int = 200, **forms: Any) -> HttpResponse:
    """Render the page; `forms` replace the unbound ones."""
    now, zone = clock.now(), ZoneInfo(specialist.zone)
    today = now.astimezone(zone).date()
    context: dict[str, Any] = {
        "specialist": specialist,
        "specialists": specialists_for(request.user),
        "now": now,
        "week": WeekForm.stored(list(specialist.weekly_hours.all())),
        "place": PlaceForm(initial={"zone": specialist.zone, "country": specialist.country}),
        "one_date": DateForm(prefix="date", today=today),
        "time_off": TimeOffForm(prefix="off", zone=zone),
        "preview": preview(specialist, today),
        "dates": dates_with_own_hours(specialist, today),
        "offs": [
            TimeOffRow(off.starts_at, off.ends_at, time_off_label(off, zone), off.reason)
            for off in specialist.time_off.filter(ends_at__gt=now)
        ],
        "holidays": coming_holidays(specialist, today),
        "outside_hours": upcoming_outside_hours(appointments_for_staff(request.user), specialist, now=now),
        **forms,
    }
    return render(request, "desk/hours.html", context, status=status)


def preview(specialist: Specialist, today: date) -> list[WorkingDay]:
    """The working hours of the next seven days."""
    zone, first = ZoneInfo(specialist.zone), today
    last = first + timedelta(days=PREVIEW_DAYS - 1)
    span = Interval(local_day_bounds(first, zone).start, local_day_bounds(last, zone).end)
    schedule = schedules([specialist], span, language=get_language() or "en")[specialist.pk]
    return working_days(schedule, first, PREVIEW_DAYS)


def dates_with_own_hours(specialist: Specialist, today: date) -> Mapping[date, list[tuple[time, time]]]:
    """The coming dates that have hours of their own, and those hours; none where it is closed."""
    rows = specialist.overrides.filter(date__gte=today)
    return {day: _hours(list(of_day)) for day, of_day in groupby(rows, attrgetter("date"))}


def coming_holidays(specialist: Specialist, today: date) -> Mapping[date, str]:
    """The public holidays of a year, in the language of the page."""
    language = get_language() or "en"
    return public_holidays(specialist.country, today, today + HOLIDAYS_AHEAD, language=language)


def _hours(rows: list[HoursOverride]) -> list[tuple[time, time]]:
    return [
        (as_time(row.opens_min), as_time(row.closes_min))
        for row in rows
        if row.opens_min is not None and row.closes_min is not None
    ]
