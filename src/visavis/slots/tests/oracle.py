"""Slots by brute force: sets of minutes, every minute asked one by one."""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from itertools import chain

from visavis.lib.intervals import Interval
from visavis.slots.engine import SlotRules

MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def number(instant: datetime) -> int:
    """The minute that begins at an instant."""
    return (instant - EPOCH) // MINUTE


def numbers(interval: Interval) -> range:
    """The minutes of an interval with whole minutes."""
    return range(number(interval.start), number(interval.end))


class Calendar:
    """Working and busy minutes, and the minutes at which a grid of starts begins."""

    def __init__(self, working: Collection[Interval], busy: Iterable[Interval], rules: SlotRules) -> None:
        self.working = set(chain.from_iterable(map(numbers, working)))
        self.busy = set(chain.from_iterable(map(numbers, busy)))
        self.anchors = sorted(
            first
            for first in {number(interval.start) for interval in working if interval.start < interval.end}
            if not any(first in numbers(interval)[1:] for interval in working)
        )
        self.duration, self.step = rules.duration // MINUTE, rules.step // MINUTE
        self.before, self.after = rules.buffer_before // MINUTE, rules.buffer_after // MINUTE
        self.rules = rules

    def on_grid(self, minute: int) -> bool:
        position = bisect_right(self.anchors, minute)
        return position > 0 and (minute - self.anchors[position - 1]) % self.step == 0

    def in_hours(self, minute: int, length: int) -> bool:
        return all(other in self.working for other in range(minute, minute + length))

    def taken(self, minute: int, length: int) -> bool:
        return any(other in self.busy for other in range(minute, minute + length))

    def in_reach(self, start: datetime, now: datetime) -> bool:
        return now + self.rules.notice <= start <= now + self.rules.horizon

    def slots(self, *, now: datetime, within: Interval | None = None) -> list[Interval]:
        """What `bookable_slots` should yield."""
        starts = [
            EPOCH + minute * MINUTE
            for minute in sorted(self.working)
            if self.on_grid(minute)
            and self.in_hours(minute, self.duration)
            and not self.taken(minute - self.before, self.before + self.duration + self.after)
        ]
        return [
            Interval(start, start + self.rules.duration)
            for start in starts
            if self.in_reach(start, now) and (within is None or within.start <= start < within.end)
        ]
