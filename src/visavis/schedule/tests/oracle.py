"""Working hours by brute force: walk every minute, look at the clock on the wall, decide."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from visavis.lib.intervals import Interval
from visavis.schedule.hours import DayOverride, Window

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def worked_minutes(
    day: date, windows: Collection[Window], overrides: Collection[DayOverride], closed: Collection[date]
) -> dict[int, int]:
    """Each worked minute since the midnight of `day`, with the number of the window it belongs to."""
    own = [override.windows for override in overrides if override.date == day]
    if own:
        hours = [minutes for windows_of_day in own for minutes in windows_of_day]
    elif day in closed:
        hours = []
    else:
        hours = [(window.opens, window.closes) for window in windows if window.weekday == day.weekday()]
    worked: dict[int, int] = {}
    number = 0
    for minute in range(48 * 60):
        if any(opens <= minute < closes for opens, closes in hours):
            worked[minute] = number
        else:
            number += 1
    return worked


def hours_by_brute_force(
    windows: Collection[Window],
    overrides: Collection[DayOverride],
    closed: Collection[date],
    zone: ZoneInfo,
    first: date,
    last: date,
) -> list[Interval]:
    """What `working_intervals` should say."""
    days = [first + DAY * number for number in range(-2, (last - first).days + 1)]
    plan = {day: worked_minutes(day, windows, overrides, closed) for day in days}
    beginning = datetime.combine(first - 3 * DAY, time(), UTC)
    shown_for: dict[tuple[date, int], list[int]] = {}
    begun: int | None = None
    # From before the first date has begun anywhere on earth until the last hours have ended everywhere.
    for number in range(24 * 60 * ((last - first).days + 6)):
        clock = (beginning + number * MINUTE).astimezone(zone)
        today = clock.date()
        if begun is None and today >= first:
            begun = number
        of_today = clock.hour * 60 + clock.minute
        for day, since_midnight in ((today, of_today), (today - DAY, of_today + 24 * 60)):
            window = plan[day].get(since_midnight) if day in plan else None
            if window is not None:
                shown_for.setdefault((day, window), []).append(number)
    openings = {minutes[0] for minutes in shown_for.values()}
    covered = {minute for minutes in shown_for.values() for minute in range(minutes[0], minutes[-1] + 1)}
    assert begun is not None
    return [
        Interval(beginning + start * MINUTE, beginning + end * MINUTE)
        for start, end in stretches(covered, openings)
        if end > begun
    ]


def stretches(covered: set[int], openings: set[int]) -> list[tuple[int, int]]:
    """The covered minutes, in stretches; a new one begins after a break, and at every opening."""
    found: list[tuple[int, int]] = []
    for minute in sorted(covered):
        if found and found[-1][1] == minute and minute not in openings:
            found[-1] = (found[-1][0], minute + 1)
        else:
            found.append((minute, minute + 1))
    return found
