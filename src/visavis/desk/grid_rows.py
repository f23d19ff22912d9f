"""Load the rows that a grid is built from: two queries for any number of days and specialists."""

from collections.abc import Iterable, Sequence
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
    rows = appointments.filter(occupying(span, now=now), specialist__in=[one.pk for one in specialists])
    return columns_of(rows.order_by("starts_at", "id"), specialists, days, span)


def load_day(
    appointments: QuerySet[Appointment],
    specialists: Sequence[Specialist],
    day: date,
    zone: ZoneInfo,
    *,
    now: datetime,
) -> tuple[list[ColumnData], list[Appointment]]:
    """`load_columns` for one date, and all requests without an answer, still in two queries."""
    span = local_day_bounds(day, zone)
    wanted = Q(state=State.REQUESTED.value) | occupying(span, now=now)
    rows = list(appointments.filter(wanted).order_by("starts_at", "id"))
    requests = [row for row in rows if row.lifecycle is State.REQUESTED]
    shown = {one.pk for one in specialists}
    of_day = [row for row in rows if row.specialist_id in shown and row.busy_span.overlaps(span)]
    return columns_of(of_day, specialists, [day], span), requests


def columns_of(
    rows: Iterable[Appointment], specialists: Sequence[Specialist], days: Sequence[date], span: Interval
) -> list[ColumnData]:
    """Columns of known appointments. One query, for the schedules."""
    known = schedules(specialists, span, language=get_language() or "en")
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


def occupying(span: Interval, *, now: datetime) -> Q:
    """What finds the appointments that occupy time within `span`; an expired hold occupies none."""
    return Q(
        ~Q(state=State.HELD.value, held_until__lte=now),
        Appointment.busy_within(span),
        state__in=_BLOCKING,
    )
