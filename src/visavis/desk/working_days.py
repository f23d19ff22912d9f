"""A specialist's next working days for the hours page. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from visavis.lib.intervals import Interval, clip, merge, subtract
from visavis.schedule.hours import local_day_bounds
from visavis.schedule.overview import Schedule


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """One date: the working hours, or why there are none."""

    day: date
    open: Sequence[Interval]
    holiday: str
    other_hours: bool
    off: bool
    """Whether time off takes some of the day."""


def working_days(schedule: Schedule, first: date, count: int) -> list[WorkingDay]:
    """`count` dates from `first`, which the schedule's span has to contain."""
    return [_working_day(schedule, first + timedelta(days=number)) for number in range(count)]


def _working_day(schedule: Schedule, day: date) -> WorkingDay:
    bounds = local_day_bounds(day, ZoneInfo(schedule.specialist.zone))
    off = [Interval(row.starts_at, row.ends_at) for row in schedule.time_off]
    planned = clip(schedule.working, bounds)
    return WorkingDay(
        day=day,
        open=merge(subtract(planned, off)),
        holiday=schedule.holidays.get(day, ""),
        other_hours=day in schedule.other_hours,
        off=any(one.overlaps(bounds) for one in off),
    )
