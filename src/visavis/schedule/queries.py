"""Read a specialist's schedule: one query for all kinds of rows, then pure arithmetic.

The rows of every table come through one UNION, so that a page of slots asks the database once;
`booking` adds its appointments to the same query.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateField, DateTimeField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from visavis.lib.intervals import Interval
from visavis.people.models import Specialist
from visavis.schedule.holidays_of import public_holidays
from visavis.schedule.hours import DayOverride, Window, dates_closed, working_intervals
from visavis.schedule.models import HoursOverride, TimeOff, WeeklyHours

WEEKLY, OVERRIDE, TIME_OFF, BUSY = range(4)
Row = tuple[int, int | None, int | None, int | None, date | None, datetime | None, datetime | None]
Rows = QuerySet[Any, Row]

REACH = timedelta(days=2)
"""Hours that began as long as this before a date may still reach into it."""

_NO_NUMBER = Cast(Value(None), IntegerField())
_NO_DATE = Cast(Value(None), DateField())
_NO_INSTANT = Cast(Value(None), DateTimeField())
_COLUMNS = ("row_kind", "row_weekday", "row_opens", "row_closes", "row_date", "row_start", "row_end")


def as_rows(
    rows: QuerySet[Any, Any],
    kind: int,
    *,
    weekday: Any = _NO_NUMBER,
    opens: Any = _NO_NUMBER,
    closes: Any = _NO_NUMBER,
    day: Any = _NO_DATE,
    start: Any = _NO_INSTANT,
    end: Any = _NO_INSTANT,
) -> Rows:
    """Give `rows` the columns that all kinds share, so that they fit into one UNION."""
    annotated: QuerySet[Any, Any] = rows.order_by().annotate(
        row_kind=Value(kind),
        row_weekday=weekday,
        row_opens=opens,
        row_closes=closes,
        row_date=day,
        row_start=start,
        row_end=end,
    )
    return annotated.values_list(*_COLUMNS)


def schedule_rows(specialist: Specialist, span: Interval) -> list[Rows]:
    """The queries whose UNION is the specialist's schedule for `span` (UTC)."""
    first, last = local_dates(span, ZoneInfo(specialist.zone))
    of_specialist = {"specialist_id": specialist.pk}
    return [
        as_rows(
            WeeklyHours.objects.filter(active=True, **of_specialist),
            WEEKLY, weekday=F("weekday"), opens=F("opens_min"), closes=F("closes_min"),
        ),
        as_rows(
            HoursOverride.objects.filter(date__range=(first - REACH, last), **of_specialist),
            OVERRIDE, opens=F("opens_min"), closes=F("closes_min"), day=F("date"),
        ),
        as_rows(
            TimeOff.objects.filter(ends_at__gt=span.start, starts_at__lt=span.end, **of_specialist),
            TIME_OFF, start=F("starts_at"), end=F("ends_at"),
        ),
    ]  # fmt: skip


@dataclass(frozen=True)
class Timetable:
    """A specialist's time within a span: when they work, and what keeps them from it. All UTC."""

    specialist: Specialist
    span: Interval
    working: list[Interval]
    time_off: list[Interval]
    busy: list[Interval] = field(default_factory=list)
    holidays: dict[date, str] = field(default_factory=dict)
    closed: list[date] = field(default_factory=list)
    """Dates whose weekly hours a holiday or an override takes away."""

    @property
    def taken(self) -> list[Interval]:
        """Everything that keeps a slot from being offered: appointments, buffers, time off."""
        return [*self.busy, *self.time_off]


def timetable(specialist: Specialist, span: Interval, rows: Iterable[Row]) -> Timetable:
    """Turn the rows of the UNION into a timetable."""
    zone = ZoneInfo(specialist.zone)
    first, last = local_dates(span, zone)
    kinds: dict[int, list[Row]] = {WEEKLY: [], OVERRIDE: [], TIME_OFF: [], BUSY: []}
    for row in rows:
        kinds[row[0]].append(row)
    holidays = public_holidays(specialist.country, first - REACH, last)
    weekly = [Window(row[1] or 0, row[2] or 0, row[3] or 0) for row in kinds[WEEKLY]]
    overrides = _overrides(kinds[OVERRIDE])
    return Timetable(
        specialist=specialist,
        span=span,
        working=working_intervals(
            weekly, overrides, closed_dates=holidays.keys(), zone=zone, first=first, last=last
        ),
        time_off=_intervals(kinds[TIME_OFF]),
        busy=_intervals(kinds[BUSY]),
        holidays=holidays,
        closed=dates_closed(weekly, overrides, closed_dates=holidays.keys(), first=first, last=last),
    )


def local_dates(span: Interval, zone: ZoneInfo) -> tuple[date, date]:
    """The first and last local date that `span` touches."""
    last_instant = span.end - timedelta(microseconds=1)
    return span.start.astimezone(zone).date(), last_instant.astimezone(zone).date()


def _overrides(rows: list[Row]) -> list[DayOverride]:
    dated = sorted(((row[4], row[2], row[3]) for row in rows if row[4]), key=lambda row: row[0])
    return [
        DayOverride(
            day,
            tuple((opens, closes) for _, opens, closes in group if opens is not None and closes is not None),
        )
        for day, group in groupby(dated, key=lambda row: row[0])
    ]


def _intervals(rows: list[Row]) -> list[Interval]:
    return [Interval(row[5], row[6]) for row in rows if row[5] and row[6]]
