"""How fast the slot engine is: a month of hours, from wall time to bookable slots.

Two windows a day, 50 minutes every 15, hours expanded from wall time on each round, busy time
unsorted. The month has a change of clocks in it. Then the same with 5 000 busy intervals, some
crowded on top of each other, some short and apart; and twice and four times as much of everything,
to show that the time grows with the size and not with its square.
"""

import random
import timeit
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from report import Report, scaled
from visavis.lib.intervals import Interval
from visavis.schedule.hours import Window, working_intervals
from visavis.slots.engine import SlotRules, bookable_slots

ZONE = ZoneInfo("Europe/Kyiv")
FIRST, DAYS = date(2026, 3, 1), 31
NOW = datetime(2026, 2, 27, 12, tzinfo=UTC)
WEEK = [Window(day, *hours) for day in range(7) for hours in ((9 * 60, 13 * 60), (14 * 60, 18 * 60))]
RULES = SlotRules(
    duration=timedelta(minutes=50),
    step=timedelta(minutes=15),
    buffer_before=timedelta(0),
    buffer_after=timedelta(minutes=10),
    notice=timedelta(hours=24),
    horizon=timedelta(days=365),
)
RUNS = 5


def month_of_slots(busy: list[Interval], *, days: int = DAYS) -> list[Interval]:
    """All of it, as a page would ask for it."""
    working = working_intervals(
        WEEK, (), closed_dates=(), zone=ZONE, first=FIRST, last=FIRST + timedelta(days=days - 1)
    )
    return list(bookable_slots(working, busy, RULES, now=NOW))


def busy_times(count: int, *, days: int = DAYS, minutes: int = 60) -> list[Interval]:
    """Busy intervals of the given length at random, in no order."""
    dice = random.Random(count)
    begin = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
    starts = [begin + timedelta(minutes=dice.randrange(days * 24 * 60)) for _ in range(count)]
    return [Interval(start, start + timedelta(minutes=minutes)) for start in starts]


def milliseconds(work: Callable[[], object]) -> float:
    """How long the work takes in the quietest of many short rounds: neighbours only ever add to it."""
    rounds = timeit.repeat(work, number=RUNS, repeat=scaled(400, least=40))
    return min(rounds) / RUNS * 1000


def main() -> None:
    """Measure, print, and exit with the verdict."""
    report = Report("slots_engine")
    usual = busy_times(31)
    report.say(f"one month, 62 windows, {len(month_of_slots(usual))} slots left beside 31 busy intervals")
    value = milliseconds(partial(month_of_slots, usual))
    report.figure("31 busy", value, "ms", at_most=0.5)
    for minutes in (60, 4):
        busy = busy_times(5000, minutes=minutes)
        what = f"5 000 busy of {minutes} min, {len(month_of_slots(busy))} slots left"
        report.figure(what, milliseconds(partial(month_of_slots, busy)), "ms", at_most=4)
    sizes = []
    for times in (1, 2, 4):
        busy = busy_times(1000 * times, days=DAYS * times, minutes=20)
        sizes.append(milliseconds(partial(month_of_slots, busy, days=DAYS * times)))
        report.figure(f"{62 * times} windows and {1000 * times} busy", sizes[-1], "ms")
    # Sorting adds a little over twice and four times; a product of the two would be four and sixteen.
    report.figure("twice as much takes", sizes[1] / sizes[0], "times as long", at_most=2.6)
    report.figure("four times as much takes", sizes[2] / sizes[0], "times as long", at_most=5.5)
    report.finish(value, "ms", at_most=0.5)


if __name__ == "__main__":
    main()
