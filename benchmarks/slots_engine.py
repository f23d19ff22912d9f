"""How fast the slot engine is: a month of hours, from wall time to bookable slots.

Two windows a day, 50 minutes every 15, hours expanded from wall time on each round, busy time
unsorted. The month has a change of clocks in it. Then the same with 5 000 busy intervals, some
crowded on top of each other, some short and apart; and twice and four times as much of everything,
to show that the time grows with the size and not with its square.

It is judged beside the loop that one would write first, in the same run: each start on the wall is made
an instant and compared with every busy interval. Milliseconds alone say more of the machine.
"""

import random
import timeit
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from benchmarks.support.report import Report, scaled
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


def month_of_slots(busy: list[Interval], *, days: int = DAYS) -> list[Interval]:
    """The whole computation, as a page asks for it."""
    working = working_intervals(
        WEEK, (), closed_dates=(), zone=ZONE, first=FIRST, last=FIRST + timedelta(days=days - 1)
    )
    return list(bookable_slots(working, busy, RULES, now=NOW))


def naive_month_of_slots(busy: list[Interval]) -> list[Interval]:
    """The same slots by the loop that one would write first."""
    found = []
    for day in (FIRST + timedelta(days=number) for number in range(DAYS)):
        for window in (one for one in WEEK if one.weekday == day.weekday()):
            minute = window.opens
            while minute + 50 <= window.closes:
                wall = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=ZONE)
                start = wall.astimezone(UTC)
                end = start + RULES.duration
                kept_until = end + RULES.buffer_after
                if start >= NOW + RULES.notice and not any(
                    start < other.end and other.start < kept_until for other in busy
                ):
                    found.append(Interval(start, end))
                minute += 15
    return found


def busy_times(count: int, *, days: int = DAYS, minutes: int = 60) -> list[Interval]:
    """Busy intervals of the given length at random, in no order."""
    dice = random.Random(count)
    begin = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
    starts = [begin + timedelta(minutes=dice.randrange(days * 24 * 60)) for _ in range(count)]
    return [Interval(start, start + timedelta(minutes=minutes)) for start in starts]


def milliseconds(works: list[Callable[[], object]], *, rounds_in_full: int = 2000) -> list[float]:
    """How long each work takes at its quietest; neighbours on the machine only ever add to it.

    The works take turns, so that a noisy second meets all of them and not one alone.
    """
    count = scaled(rounds_in_full, least=5)
    rounds = [[timeit.timeit(work, number=1) for work in works] for _ in range(count)]
    return [min(times) * 1000 for times in zip(*rounds, strict=True)]


def main() -> None:
    """Measure, print, and exit with the verdict."""
    report = Report("slots_engine")
    usual, crowded, scattered = busy_times(31), busy_times(5000), busy_times(5000, minutes=4)
    sizes = (1, 2, 4)
    growing = [
        partial(month_of_slots, busy_times(1000 * times, days=DAYS * times, minutes=20), days=DAYS * times)
        for times in sizes
    ]
    works = [partial(month_of_slots, busy) for busy in (usual, crowded, scattered)]
    report.say(f"one month, 62 windows, {len(month_of_slots(usual))} slots left beside 31 busy intervals")
    report.require("the loop finds the same slots", naive_month_of_slots(usual) == month_of_slots(usual))
    few, *figures = milliseconds([*works, *growing])
    naive_few, naive_many = milliseconds(
        [partial(naive_month_of_slots, usual), partial(naive_month_of_slots, scattered)], rounds_in_full=100
    )
    value = naive_few / few
    report.figure("31 busy", few, "ms")
    report.figure("31 busy, the loop", naive_few, "ms")
    report.figure("5000 busy of 60 min", figures[0], "ms")
    report.figure("5000 busy of 4 min", figures[1], "ms")
    report.figure("5000 busy of 4 min, the loop", naive_many, "ms")
    report.figure("5000 busy, the loop takes", naive_many / figures[1], "times as long", at_least=20)
    once, twice, four_times = figures[2:]
    for times, figure in zip(sizes, figures[2:], strict=True):
        report.figure(f"{62 * times} windows and {1000 * times} busy", figure, "ms")
    # Sorting adds a little to two and four times; a product of the two would be four and sixteen.
    report.figure("twice as much takes", twice / once, "times as long", at_most=2.6)
    report.figure("four times as much takes", four_times / once, "times as long", at_most=5.5)
    report.finish(value, "times as fast as the loop", at_least=8)


if __name__ == "__main__":
    main()
