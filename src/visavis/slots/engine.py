"""Which slots can be booked, why a slot cannot, and why there are none.

One answer for everybody: the list a client sees, the hold, the booking, the move and the desk all
ask here. All instants are aware and in UTC, all lengths are elapsed time, `now` is an argument.

Starts lie on a grid that begins anew with each interval of `working`, which is why intervals that
only touch are not joined: a day that begins while the hours of the day before are still running
offers the starts that its own hours promise. A slot may run across such a bound; it must lie
within hours without a break. Intervals that overlap are one, with the grid of the first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from heapq import nsmallest
from itertools import accumulate, pairwise, repeat
from operator import add, itemgetter
from typing import NamedTuple

from visavis.lib.intervals import Interval, clip

_EVER = datetime.min.replace(tzinfo=UTC)
_NEVER = datetime.max.replace(tzinfo=UTC)
_INSTANT = timedelta.resolution
_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class SlotRules:
    """The rules of a service, in elapsed time. Raises `ValueError` for rules that cannot be.

    `step` lies between two starts; the buffers are kept free before and after a slot; a slot
    starts `notice` after now at the earliest and `horizon` after now at the latest.
    """

    duration: timedelta
    step: timedelta
    buffer_before: timedelta
    buffer_after: timedelta
    notice: timedelta
    horizon: timedelta

    def __post_init__(self) -> None:
        if self.duration <= _NOTHING or self.step <= _NOTHING:
            raise ValueError(f"duration ({self.duration}) and step ({self.step}) must be longer than nothing")
        if min(self.buffer_before, self.buffer_after, self.notice, self.horizon) < _NOTHING:
            raise ValueError("buffers, notice and horizon must not be negative")


class Refusal(StrEnum):
    """Why a slot is not offered; where several apply, the first in this order is named."""

    PAST = "past"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    OUTSIDE_HOURS = "outside_hours"
    OFF_GRID = "off_grid"
    WRONG_LENGTH = "wrong_length"
    TAKEN = "taken"
    BUFFER = "buffer"


class NoneReason(StrEnum):
    """Why there is no bookable slot in a range."""

    NO_HOURS = "no_hours"
    CLOSED = "closed"
    TOO_SHORT = "too_short"
    PAST = "past"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    FULLY_BOOKED = "fully_booked"


class _Grid(NamedTuple):
    """Starts from `anchor` on, before `until`; the hours around them last to `closes`."""

    anchor: datetime
    until: datetime
    closes: datetime


def bookable_slots(
    working: Iterable[Interval],
    busy: Iterable[Interval],
    rules: SlotRules,
    *,
    now: datetime,
    within: Interval | None = None,
) -> Iterator[Interval]:
    """Yield the slots that fit `working`, avoid `busy`, and respect `rules`, in order. All UTC.

    `busy` needs no order and may overlap itself; it contains the buffers of those who are busy.
    With `within`, only the slots that start in it.
    """
    starts = _reach(rules, now=now, within=within)
    for first, count in _free_runs(working, busy, rules, starts):
        # The loop runs in C: a month's page makes hundreds of slots, each of them asked for often.
        steps = tuple(repeat(rules.step, count - 1))
        begins = accumulate(steps, add, initial=first)
        ends = accumulate(steps, add, initial=first + rules.duration)
        yield from map(_as_interval, zip(begins, ends, strict=True))


def refusal(
    slot: Interval, working: Iterable[Interval], busy: Iterable[Interval], rules: SlotRules, *, now: datetime
) -> Refusal | None:
    """Why `slot` is not among the bookable slots; None exactly when it is."""
    return next(refusals(slot, working, busy, rules, now=now), None)


def refusals(
    slot: Interval, working: Iterable[Interval], busy: Iterable[Interval], rules: SlotRules, *, now: datetime
) -> Iterator[Refusal]:
    """Everything that speaks against `slot`, in the order of `Refusal`: what staff confirm."""
    if slot.start < now:
        yield Refusal.PAST
    elif slot.start < now + rules.notice:
        yield Refusal.TOO_SOON
    if slot.start > now + rules.horizon:
        yield Refusal.TOO_FAR
    grid = next((grid for grid in _grids(working) if grid.anchor <= slot.start < grid.until), None)
    if grid is None or slot.end > grid.closes:
        yield Refusal.OUTSIDE_HOURS
    elif (slot.start - grid.anchor) % rules.step:
        yield Refusal.OFF_GRID
    if slot.duration != rules.duration:
        yield Refusal.WRONG_LENGTH
    busy = tuple(busy)
    if any(slot.overlaps(other) for other in busy):
        yield Refusal.TAKEN
    else:
        widened = slot.widened(rules.buffer_before, rules.buffer_after)
        if any(widened.overlaps(other) for other in busy):
            yield Refusal.BUFFER


def why_none(
    working: Iterable[Interval],
    busy: Iterable[Interval],
    rules: SlotRules,
    *,
    now: datetime,
    closed: bool = False,
    time_off: Iterable[Interval] = (),
    within: Interval | None = None,
) -> NoneReason:
    """Why `bookable_slots` yields nothing for the same arguments; ask only when it does.

    The caller says what `working` and `busy` cannot: `closed`, whether a holiday or an override
    took hours away in the range, and `time_off`, the part of `busy` in which nobody is taken.
    One rule after another is left out; the first without which something would be offered is
    the reason. Where the rules only keep everything away together, being booked up is named,
    for it is true and stays true; time that has passed is named last.
    """
    working, busy, time_off = list(working), list(busy), list(time_off)

    def any_start(kept: Iterable[Interval], earliest: datetime, latest: datetime) -> bool:
        if within is not None:
            earliest, latest = max(earliest, within.start), min(latest, within.end - _INSTANT)
        return any(_free_runs(working, kept, rules, (earliest, latest)))

    if not any_start((), _EVER, _NEVER):
        if clip(working, within or Interval(_EVER, _NEVER)):
            return NoneReason.TOO_SHORT
        return NoneReason.CLOSED if closed else NoneReason.NO_HOURS
    soonest, farthest = now + rules.notice, now + rules.horizon
    if any_start((), soonest, farthest):
        return NoneReason.FULLY_BOOKED if any_start(time_off, soonest, farthest) else NoneReason.CLOSED
    if any_start(busy, farthest, _NEVER):
        return NoneReason.TOO_FAR
    if any_start(busy, now, soonest):
        return NoneReason.TOO_SOON
    if any_start((), now, _NEVER):
        return NoneReason.FULLY_BOOKED if any_start(time_off, now, _NEVER) else NoneReason.CLOSED
    return NoneReason.PAST


def nearest(slots: Iterable[Interval], wanted: datetime, count: int) -> list[Interval]:
    """The `count` slots that start nearest to `wanted`, in order of time; of equally near ones the earlier."""
    return sorted(nsmallest(count, slots, key=lambda slot: (abs(slot.start - wanted), slot.start)))


def _reach(rules: SlotRules, *, now: datetime, within: Interval | None) -> tuple[datetime, datetime]:
    """The first and the last instant at which a slot may start by notice, horizon and `within`."""
    earliest, latest = now + rules.notice, now + rules.horizon
    if within is None:
        return earliest, latest
    return max(earliest, within.start), min(latest, within.end - _INSTANT)


def _free_runs(
    working: Iterable[Interval],
    busy: Iterable[Interval],
    rules: SlotRules,
    starts: tuple[datetime, datetime] = (_EVER, _NEVER),
) -> Iterator[tuple[datetime, int]]:
    """Yield runs of free starts, one step apart: the first of each and how many there are.

    Only starts from the first of `starts` to the last of them. Two pointers walk along the hours
    and the free time, so the work grows with the number of both and not with their product.
    """
    earliest, latest = starts
    free = _free_starts(busy, rules)
    at = 0
    for anchor, until, closes in _grids(working):
        low = max(anchor, earliest)
        high = min(until - _INSTANT, closes - rules.duration, latest)
        while free[at][1] < anchor:
            at += 1
        look = at
        while look < len(free) and free[look][0] <= high:
            begin, end = max(free[look][0], low), min(free[look][1], high)
            first = anchor - (anchor - begin) // rules.step * rules.step
            if first <= end:
                yield first, (end - first) // rules.step + 1
            look += 1


def _free_starts(busy: Iterable[Interval], rules: SlotRules) -> list[tuple[datetime, datetime]]:
    """The first and the last start of each stretch in which a slot with its buffers meets nobody.

    In order; the last stretch has no end. A gap too short for a slot is no stretch, so a crowded
    calendar costs one comparison or two for each who is busy, and nothing later on.
    """
    before, after = rules.buffer_before, rules.duration + rules.buffer_after
    room = before + after
    free: list[tuple[datetime, datetime]] = []
    taken_until, crowded_until = _EVER, _EVER + room
    for start, end in sorted((i for i in busy if i[0] < i[1]), key=itemgetter(0)):
        if start >= crowded_until:
            free.append((taken_until + before, start - after))
        if end > taken_until:
            taken_until = end
            crowded_until = end + room
    free.append((taken_until + before, _NEVER))
    return free


def _grids(working: Iterable[Interval]) -> Iterator[_Grid]:
    """The grids of starts, in order: one for each interval, overlapping ones taken together."""
    bounds: list[datetime] = []
    for start, end in sorted(i for i in working if i.start < i.end):
        if bounds and start < bounds[-1]:
            bounds[-1] = max(bounds[-1], end)
        elif bounds and start == bounds[-1]:
            bounds.append(end)
        else:
            yield from _grids_between(bounds)
            bounds = [start, end]
    yield from _grids_between(bounds)


def _grids_between(bounds: list[datetime]) -> Iterator[_Grid]:
    return (_Grid(anchor, until, bounds[-1]) for anchor, until in pairwise(bounds))


_as_interval = partial(tuple.__new__, Interval)
