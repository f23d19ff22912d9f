"""Load the rows that a grid is built from: four queries for any number of days and specialists."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from visavis.booking.lifecycle import BLOCKING, State
from visavis.booking.models import Appointment
from visavis.desk.grid import ColumnData
from visavis.lib.intervals import Interval, clip
from visavis.people.models import Specialist
from visavis.schedule.hours import local_day_bounds
from visavis.schedule.overview import schedules

WEEKEND = (5, 6)
_BLOCKING = [state.value for state in BLOCKING]


def load_columns(
    appointments: QuerySet[Appointment],
    specialists: Sequence[Specialist],
    days: Sequence[date],
    zone: ZoneInfo,
    *,
    now: datetime,
) -> list[ColumnData]:
    """The data of one column for each specialist and each local date; the dates are consecutive.

    `appointments` are those that the user may see.
    """
    span = Interval(local_day_bounds(days[0], zone).start, local_day_bounds(days[-1], zone).end)
    known = schedules(specialists, span, language=get_language() or "en")
    rows = _occupying(appointments, span, now=now).filter(specialist__in=[one.pk for one in specialists])
    of: dict[int, list[Appointment]] = {one.pk: [] for one in specialists}
    for row in rows:
        of[row.specialist_id].append(row)
    return [ColumnData(day, known[one.pk], of[one.pk]) for one in specialists for day in days]


def week_around(day: date) -> list[date]:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=number) for number in range(7)]


def without_idle_weekend(
    columns_data: Sequence[ColumnData], zone: ZoneInfo, *, keep: date
) -> list[ColumnData]:
    """Leave out a Saturday or Sunday without work and bookings, unless it is `keep`."""
    return [
        data
        for data in columns_data
        if data.day.weekday() not in WEEKEND or data.day == keep or _busy(data, zone)
    ]


def _busy(data: ColumnData, zone: ZoneInfo) -> bool:
    bounds = local_day_bounds(data.day, zone)
    booked = [one.slot for one in data.appointments]
    return bool(clip([*data.schedule.working, *booked], bounds))


def _occupying(
    appointments: QuerySet[Appointment], span: Interval, *, now: datetime
) -> QuerySet[Appointment]:
    """The appointments that occupy time within `span`; an expired hold occupies none."""
    return appointments.filter(
        ~Q(state=State.HELD.value, held_until__lte=now),
        state__in=_BLOCKING,
        busy__overlap=(span.start, span.end),
    ).order_by("starts_at", "id")
