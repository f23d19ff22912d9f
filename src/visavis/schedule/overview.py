"""The schedules of several specialists at once, in three queries however many they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TypeVar
from zoneinfo import ZoneInfo

from visavis.lib.intervals import Interval
from visavis.people.models import Specialist
from visavis.schedule.hours import DayOverride, Window, working_intervals
from visavis.schedule.models import HoursOverride, TimeOff, WeeklyHours
from visavis.schedule.public_holidays import public_holidays
from visavis.schedule.queries import REACH, local_dates

Row = TypeVar("Row", WeeklyHours, HoursOverride, TimeOff)


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
    weekly = _by_specialist(WeeklyHours.objects.filter(specialist__in=keys, active=True))
    overrides = _by_specialist(HoursOverride.objects.filter(specialist__in=keys, date__range=dates))
    off = _by_specialist(
        TimeOff.objects.filter(specialist__in=keys, ends_at__gt=span.start, starts_at__lt=span.end)
    )
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


def _by_specialist(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.specialist_id, []).append(row)
    return found
