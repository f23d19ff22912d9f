"""Stretches of time, half-open, and the arithmetic of lists of them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from operator import itemgetter
from typing import NamedTuple


class Interval(NamedTuple):
    """The time from `start` up to, but not including, `end`.

    Both are aware and in UTC: the arithmetic of any other zone would count wall time, not
    elapsed time. An interval that does not end after it starts is empty, and touches nothing.
    """

    start: datetime
    end: datetime

    @property
    def duration(self) -> timedelta:
        """Elapsed time; negative where the end lies before the start."""
        return self.end - self.start

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two share any time; those that only touch do not."""
        return max(self.start, other.start) < min(self.end, other.end)

    def covers(self, other: "Interval") -> bool:
        """Whether all of `other` lies within this interval."""
        return self.start <= other.start and other.end <= self.end

    def intersect(self, other: "Interval") -> "Interval | None":
        """The time the two share, or None where they share none."""
        shared = Interval(max(self.start, other.start), min(self.end, other.end))
        return shared if shared.start < shared.end else None

    def widened(self, before: timedelta, after: timedelta) -> "Interval":
        """This interval with more time in front of it and behind it."""
        return Interval(self.start - before, self.end + after)


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """The union: sorted, without overlaps, those that touch joined, empty ones left out."""
    merged: list[Interval] = []
    for start, end in sorted((i for i in intervals if i.start < i.end), key=itemgetter(0)):
        if not merged or start > merged[-1].end:
            merged.append(Interval(start, end))
        elif end > merged[-1].end:
            merged[-1] = Interval(merged[-1].start, end)
    return merged


def subtract(intervals: Iterable[Interval], away: Iterable[Interval]) -> list[Interval]:
    """What is left of each interval once `away` is taken out, sorted.

    Intervals that touch or overlap each other stay apart: a bound between two windows means
    something to the slot grid, so it is not lost here.
    """
    cuts = merge(away)
    left: list[Interval] = []
    for interval in intervals:
        at = interval.start
        for cut in _reached(cuts, interval):
            if cut.start > at:
                left.append(Interval(at, cut.start))
            at = cut.end
        if at < interval.end:
            left.append(Interval(at, interval.end))
    return sorted(left)


def intersect(intervals: Iterable[Interval], others: Iterable[Interval]) -> list[Interval]:
    """The parts of each interval that lie within `others`, sorted.

    Like `subtract`, it keeps intervals apart that touch or overlap each other.
    """
    wanted = merge(others)
    return sorted(
        part
        for interval in intervals
        for other in _reached(wanted, interval)
        if (part := interval.intersect(other))
    )


def clip(intervals: Iterable[Interval], within: Interval) -> list[Interval]:
    """The parts of the intervals that lie within one other, sorted."""
    return intersect(intervals, [within])


def _reached(merged: list[Interval], interval: Interval) -> Iterator[Interval]:
    """Those of the merged intervals that share time with `interval`."""
    for index in range(bisect_right(merged, interval.start, key=itemgetter(1)), len(merged)):
        if merged[index].start >= interval.end:
            return
        yield merged[index]
