"""The schedules of several specialists at once, in one query however many they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from visavis.lib.intervals import Interval
from visavis.people.models import Specialist
from visavis.schedule.hours import DayOverride, Window, working_intervals
from visavis.schedule.models import HoursOverride, TimeOff, WeeklyHours
from visavis.schedule.public_holidays import public_holidays
from visavis.schedule.queries import OVERRIDE, REACH, WEEKLY, local_dates


@dataclass(frozen=True)
class Schedule:
    """When one specialist works within a span, and what takes hours away. All UTC."""

    specialist: Specialist
    working: Sequence[Interval]
    time_off: Sequence[TimeOff]
    holidays: Mapping[date, str] = field(default_factory=dict)
    """The public holidays of the specialist's country that no override opens."""
    other_hours: frozenset[date] = frozenset()
    """Dates with hours of their own."""


def schedules(
    specialists: Sequence[Specialist], span: Interval, *, language: str = "en"
) -> dict[int, Schedule]:
    """The schedules of `specialists` for `span`, by primary key. Names of holidays in `language`."""
    keys = [specialist.pk for specialist in specialists]
    first, last = local_dates(span, ZoneInfo("UTC"))
    dates = (first - 2 * REACH, last + REACH)
    weekly, overrides, off = _rows(keys, span, dates)
    return {
        one.pk: _schedule(
            one, span, weekly.get(one.pk, []), overrides.get(one.pk, []), off.get(one.pk, []), language
        )
        for one in specialists
    }


def _schedule(
    specialist: Specialist,
    span: Interval,
    weekly: list[WeeklyHours],
    overrides: list[HoursOverride],
    time_off: list[TimeOff],
    language: str,
) -> Schedule:
    zone = ZoneInfo(specialist.zone)
    first, last = local_dates(span, zone)
    holidays = public_holidays(specialist.country, first - REACH, last, language=language)
    dated = day_overrides(overrides)
    working = working_intervals(
        [Window(row.weekday, row.opens_min, row.closes_min) for row in weekly],
        dated,
        closed_dates=holidays.keys(),
        zone=zone,
        first=first,
        last=last,
    )
    own = frozenset(override.date for override in dated)
    kept = {day: name for day, name in holidays.items() if day not in own}
    return Schedule(specialist, working, time_off, kept, own)


def day_overrides(rows: Sequence[HoursOverride]) -> list[DayOverride]:
    """Rows as overrides, one for each date; a row without hours closes its date."""
    by_date = sorted(rows, key=attrgetter("date"))
    dates = groupby(by_date, attrgetter("date"))
    return [DayOverride(day, tuple(_minutes(list(of_day)))) for day, of_day in dates]


def _minutes(rows: list[HoursOverride]) -> list[tuple[int, int]]:
    return [
        (row.opens_min, row.closes_min)
        for row in rows
        if row.opens_min is not None and row.closes_min is not None
    ]


_ROWS = """
SELECT 0, id, specialist_id, weekday, opens_min, closes_min, NULL::date,
    NULL::timestamptz, NULL::timestamptz, ''
FROM schedule_weeklyhours WHERE specialist_id = ANY(%(keys)s) AND active
UNION ALL
SELECT 1, id, specialist_id, NULL, opens_min, closes_min, date, NULL, NULL, ''
FROM schedule_hoursoverride
WHERE specialist_id = ANY(%(keys)s) AND date BETWEEN %(first)s AND %(last)s
UNION ALL
SELECT 2, id, specialist_id, NULL, NULL, NULL, NULL, starts_at, ends_at, reason
FROM schedule_timeoff
WHERE specialist_id = ANY(%(keys)s) AND ends_at > %(start)s AND starts_at < %(end)s
ORDER BY 1, 4, 7, 5, 8, 2
"""


def _rows(
    keys: Sequence[int], span: Interval, dates: tuple[date, date]
) -> tuple[dict[int, list[WeeklyHours]], dict[int, list[HoursOverride]], dict[int, list[TimeOff]]]:
    """Weekly hours, overrides and time off, each by the specialist's key."""
    weekly: dict[int, list[WeeklyHours]] = {}
    overrides: dict[int, list[HoursOverride]] = {}
    off: dict[int, list[TimeOff]] = {}
    asked: dict[str, Any] = {
        "keys": list(keys),
        "first": dates[0],
        "last": dates[1],
        "start": span.start,
        "end": span.end,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, asked)
        for kind, key, of, weekday, opens, closes, day, starts, ends, reason in cursor.fetchall():
            minutes = {"id": key, "specialist_id": of, "opens_min": opens, "closes_min": closes}
            if kind == WEEKLY:
                weekly.setdefault(of, []).append(WeeklyHours(weekday=weekday, **minutes))
            elif kind == OVERRIDE:
                overrides.setdefault(of, []).append(HoursOverride(date=day, **minutes))
            else:
                off.setdefault(of, []).append(
                    TimeOff(id=key, specialist_id=of, starts_at=starts, ends_at=ends, reason=reason)
                )
    return weekly, overrides, off
