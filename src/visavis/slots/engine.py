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
from heapq import nsmallest
from operator import itemgetter

from visavis.lib.intervals import Interval

_EVER = datetime.min.replace(tzinfo=UTC)
_NEVER = datetime.max.replace(tzinfo=UTC)
_INSTANT = timedelta.resolution
_NOTHING = timedelta(0)
_new = tuple.__new__


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


def bookable_slots(
    working: Iterable[Interval],
    busy: Iterable[Interval],
    rules: SlotRules,
    *,
    now: datetime,
    within: Interval | None = None,
) -> Iterator[Interval]:
    """The slots that fit `working`, avoid `busy`, and respect `rules`, one by one, in order. All UTC.

    `busy` needs no order and may overlap itself; it contains the buffers of those who are busy.
    With `within`, only the slots that start in it.
    """
    step = rules.step
    for start, count in _free_runs(working, busy, rules, _reach(rules, now=now, within=within)):
        end = start + rules.duration
        for _ in range(count):
            # A month has hundreds of slots: this way none of them costs a call of Python's own.
            yield _new(Interval, (start, end))
            start += step
            end += step


def refusal(
    slot: Interval, working: Iterable[Interval], busy: Iterable[Interval], rules: SlotRules, *, now: datetime
) -> Refusal | None:
    """Why `slot` is not among the bookable slots; None exactly when it is."""
    return next(refusals(slot, working, busy, rules, now=now), None)


def refusals(
    slot: Interval, working: Iterable[Interval], busy: Iterable[Interval], rules: SlotRules, *, now: datetime
) -> Iterator[Refusal]:
    """Every reason against `slot`, in the order of `Refusal`: staff may override them."""
    if slot.start < now:
        yield Refusal.PAST
    elif slot.start < now + rules.notice:
        yield Refusal.TOO_SOON
    if slot.start > now + rules.horizon:
        yield Refusal.TOO_FAR
    grid = next((grid for grid in _grids(working) if grid[0] <= slot.start < grid[1]), None)
    if grid is None or slot.end > grid[2]:
        yield Refusal.OUTSIDE_HOURS
    elif (slot.start - grid[0]) % rules.step:
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
        if _opens_within(working, within):
            return NoneReason.TOO_SHORT
        return NoneReason.CLOSED if closed else NoneReason.NO_HOURS
    soonest, farthest = now + rules.notice, now + rules.horizon
    if any_start((), soonest, farthest):
        return NoneReason.FULLY_BOOKED if any_start(time_off, soonest, farthest) else NoneReason.CLOSED
    if any_start(busy, soonest, _NEVER):
        return NoneReason.TOO_FAR
    if any_start(busy, now, _NEVER):
        return NoneReason.TOO_SOON
    if any_start((), now, _NEVER):
        return NoneReason.FULLY_BOOKED if any_start(time_off, now, _NEVER) else NoneReason.CLOSED
    return NoneReason.PAST


def nearest(slots: Iterable[Interval], wanted: datetime, count: int) -> list[Interval]:
    """The `count` slots that start nearest to `wanted`, in order of time; of two equally near the earlier."""
    return sorted(nsmallest(count, slots, key=lambda slot: (abs(slot.start - wanted), slot.start)))


def _opens_within(working: Iterable[Interval], within: Interval | None) -> bool:
    """Whether any hours begin in the range; what is left of a night from before it does not count."""
    openings = [start for start, end in working if start < end]
    return any(within is None or within.start <= opening < within.end for opening in openings)


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
        # Plain comparisons, for `min` and `max` would take most of the time of a quiet month.
        low = earliest if earliest > anchor else anchor
        high = closes - rules.duration
        if high >= until:
            high = until - _INSTANT
        if high > latest:
            high = latest
        while free[at][1] < anchor:
            at += 1
        look = at
        while free[look][0] <= high:
            begin, end = free[look]
            look += 1
            if begin < low:
                begin = low
            if end > high:
                end = high
            first = anchor if begin == anchor else anchor - (anchor - begin) // rules.step * rules.step
            if first <= end:
                yield first, (end - first) // rules.step + 1


def _free_starts(busy: Iterable[Interval], rules: SlotRules) -> list[tuple[datetime, datetime]]:
    """The first and the last start of each stretch in which a slot with its buffers meets nobody.

    In order; two at the end of time close the list, so that nobody runs past it. A gap too short
    for a slot is no stretch, so a crowded calendar costs little more than being sorted.
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
    free += [(taken_until + before, _NEVER), (_NEVER, _NEVER)]
    return free


def _grids(working: Iterable[Interval]) -> list[tuple[datetime, datetime, datetime]]:
    """The grids of starts, in order: where each begins, where the next takes over, and closing time.

    Closing time is where hours really end, be it grids later.
    """
    stretches: list[tuple[datetime, datetime]] = []
    for start, end in sorted((i for i in working if i[0] < i[1]), key=itemgetter(0)):
        if stretches and start < stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((start, end))
    grids = []
    taken_over, closes = _NEVER, _NEVER
    for start, end in reversed(stretches):
        closes = closes if end == taken_over else end
        grids.append((start, end, closes))
        taken_over = start
    grids.reverse()
    return grids
