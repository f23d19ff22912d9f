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

from visavis.lib.intervals import Interval
from visavis.people.models import Specialist
from visavis.schedule.hours import DayOverride, Window, dates_closed, working_intervals
from visavis.schedule.public_holidays import public_holidays

WEEKLY, OVERRIDE, TIME_OFF, BUSY = range(4)
Row = tuple[int, int | None, int | None, int | None, date | None, datetime | None, datetime | None]
"""Kind, weekday, opening and closing minute, date, start, end; what a kind does not have is None."""

REACH = timedelta(days=2)
"""Hours that began as long as this before a date may still reach into it."""

# By hand, for every page and every write of booking runs it, and Django's ORM takes eight times as
# long to put these few lines together as the database does to answer them.
SCHEDULE_ROWS = """
SELECT 0, weekday, opens_min, closes_min, NULL::date, NULL::timestamptz, NULL::timestamptz
FROM schedule_weeklyhours WHERE specialist_id = %(specialist)s AND active
UNION ALL
SELECT 1, NULL, opens_min, closes_min, date, NULL, NULL
FROM schedule_hoursoverride
WHERE specialist_id = %(specialist)s AND date BETWEEN %(first_date)s AND %(last_date)s
UNION ALL
SELECT 2, NULL, NULL, NULL, NULL, starts_at, ends_at
FROM schedule_timeoff
WHERE specialist_id = %(specialist)s AND ends_at > %(start)s AND starts_at < %(end)s
"""
"""`Row`s of a specialist's schedule, for `schedule_span`; more kinds may follow by UNION ALL."""


def schedule_span(specialist: Specialist, span: Interval) -> dict[str, Any]:
    """What `SCHEDULE_ROWS` asks for: the specialist and the `span` (UTC)."""
    first, last = local_dates(span, ZoneInfo(specialist.zone))
    return {
        "specialist": specialist.pk,
        "start": span.start,
        "end": span.end,
        "first_date": first - REACH,
        "last_date": last,
    }


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
