"""The hour-by-hour grid: what stands in which column, from where to where. Pure: rows in, positions out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from visavis.booking.lifecycle import OVER, State
from visavis.booking.models import Appointment
from visavis.desk.agenda import Row, row_of
from visavis.desk.axis import HOUR, Axis, Stretch, lanes
from visavis.lib.intervals import Interval, clip, merge, subtract
from visavis.people.models import Specialist
from visavis.schedule.hours import local_day_bounds
from visavis.schedule.overview import Schedule

USUAL = (8 * HOUR, 18 * HOUR)
"""Where an empty grid begins, and until when every grid lasts at least."""
SHORT = 20
"""Below this many minutes a block has no room for a line on the usual scale."""
ONE_LINE = 40

_ONE_HOUR, _THUMB = timedelta(hours=1), timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Block:
    """An appointment on a grid; positions in minutes of the axis."""

    begins: int
    ends: int
    lane: int
    lanes: int
    row: Row
    kind: str = ""
    """The colour: warm wants a person, now is going on, past is over, plain is only held."""

    @property
    def is_short(self) -> bool:
        """Whether there is room for one line only."""
        return self.ends - self.begins < ONE_LINE


@dataclass(frozen=True, slots=True)
class Off:
    """Time off, behind the appointments that stand in it all the same."""

    begins: int
    ends: int
    reason: str


@dataclass(frozen=True, slots=True)
class Free:
    """Time that can be booked; `start` is what a click means (UTC)."""

    begins: int
    ends: int
    start: datetime
    until: datetime
    first: bool
    """Whether a stretch of free time begins here; the keyboard stops only there."""


@dataclass(frozen=True, slots=True)
class Column:
    """One date of one specialist."""

    day: date
    specialist: Specialist
    blocks: Sequence[Block]
    off: Sequence[Off]
    free: Sequence[Free]
    void: Sequence[Stretch]
    now_at: int | None
    is_today: bool
    holiday: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns on one scale; `opens` and `closes` are the positions between which it is drawn."""

    axis: Axis
    columns: Sequence[Column]
    opens: int
    closes: int
    labels: Sequence[tuple[int, str]]
    tall: bool
    """Whether something on it is too short for the usual scale."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one column is drawn from."""

    day: date
    schedule: Schedule
    appointments: Sequence[Appointment] = field(default_factory=list)


def grid_of(plans: Sequence[Plan], zone: ZoneInfo, *, now: datetime) -> Grid:
    """Draw each plan's date as a column, all in the wall time of `zone`."""
    axis = Axis.of(sorted({plan.day for plan in plans}), zone)
    opens, closes = _reach(plans, axis)
    columns = [_column(plan, axis, (opens, closes), now=now) for plan in plans]
    shortest = min((block.ends - block.begins for column in columns for block in column.blocks), default=HOUR)
    return Grid(axis, columns, opens, closes, axis.labels(opens, closes), tall=shortest < SHORT)


def _column(plan: Plan, axis: Axis, reach: Stretch, *, now: datetime) -> Column:
    today = now.astimezone(axis.zone).date() == plan.day
    bounds = local_day_bounds(plan.day, axis.zone)
    now_at = axis.at(now, plan.day) if today else reach[1]
    return Column(
        day=plan.day,
        specialist=plan.schedule.specialist,
        blocks=_blocks(plan, axis, reach, now=now),
        off=_off(plan, axis, reach),
        free=_free(plan, axis, bounds, reach, now=now),
        void=_within(axis.void(plan.day), reach),
        now_at=now_at if reach[0] <= now_at < reach[1] else None,
        is_today=today,
        holiday=plan.schedule.holidays.get(plan.day, ""),
    )


def _blocks(plan: Plan, axis: Axis, reach: Stretch, *, now: datetime) -> list[Block]:
    standing = [
        (cut, one) for one in plan.appointments for cut in _within([axis.stretch(one.slot, plan.day)], reach)
    ]
    standing.sort(key=lambda placed: placed[0])
    pairs = zip(standing, lanes([cut for cut, _ in standing]), strict=True)
    return [Block(*cut, *place, row=row_of(one), kind=_kind(one, now=now)) for (cut, one), place in pairs]


def _off(plan: Plan, axis: Axis, reach: Stretch) -> list[Off]:
    return [
        Off(*cut, reason=off.reason)
        for off in plan.schedule.time_off
        for cut in _within([axis.stretch(Interval(off.starts_at, off.ends_at), plan.day)], reach)
    ]


def _within(stretches: Iterable[Stretch], reach: Stretch) -> list[Stretch]:
    cut = [(max(begins, reach[0]), min(ends, reach[1])) for begins, ends in stretches]
    return [(begins, ends) for begins, ends in cut if begins < ends]


def _kind(appointment: Appointment, *, now: datetime) -> str:
    state = appointment.lifecycle
    if state in OVER or appointment.ends_at <= now:
        return "past"
    if appointment.overbooked:
        return "warm"
    return {State.HELD: "plain", State.REQUESTED: "warm", State.IN_PROGRESS: "now"}.get(state, "")


def _free(plan: Plan, axis: Axis, bounds: Interval, reach: Stretch, *, now: datetime) -> list[Free]:
    """The working time that nothing takes, cut at full hours, so that a click means the hour it hits."""
    taken = [Interval(one.busy.lower, one.busy.upper) for one in plan.appointments]
    taken += [Interval(off.starts_at, off.ends_at) for off in plan.schedule.time_off]
    stretches = merge(subtract(clip(plan.schedule.working, bounds), taken))
    found: list[Free] = []
    for stretch in stretches:
        first = True
        for piece in _cut(stretch, axis.zone):
            begins, ends = axis.stretch(piece, plan.day)
            if piece.start >= now and reach[0] <= begins < ends:
                found.append(Free(begins, ends, piece.start, stretch.end, first))
                first = False
    return found


def _cut(stretch: Interval, zone: ZoneInfo) -> Iterable[Interval]:
    """Pieces from full hour to full hour; an end too small for a thumb stays with its neighbour."""
    past_hour = timedelta(minutes=stretch.start.astimezone(zone).minute, seconds=stretch.start.second)
    hour = stretch.start - past_hour + _ONE_HOUR
    start = stretch.start
    while hour + _THUMB <= stretch.end:
        if hour - start >= _THUMB:
            yield Interval(start, hour)
            start = hour
        hour += _ONE_HOUR
    yield Interval(start, stretch.end)


def _reach(plans: Sequence[Plan], axis: Axis) -> Stretch:
    """From which position to which the grid is drawn: all that is worked or booked, in whole hours.

    Time off widens nothing, and nor does the end of a night that began the day before.
    """
    shown: list[Stretch] = []
    for plan in plans:
        bounds = local_day_bounds(plan.day, axis.zone)
        worked = _opening_on(plan, bounds)
        booked = [one.slot for one in plan.appointments]
        shown += [axis.stretch(one, plan.day) for one in clip([*worked, *booked], bounds)]
    low = min((begins for begins, _ in shown), default=USUAL[0])
    high = max((ends for _, ends in shown), default=USUAL[1])
    return low // HOUR * HOUR, min(-(-max(high, USUAL[1]) // HOUR) * HOUR, axis.end)


def _opening_on(plan: Plan, bounds: Interval) -> list[Interval]:
    """The hours that began no earlier than on the date on which `bounds` begin, by the specialist's own wall.

    By the wall of the page, what somebody far east works by day would be what is left of a night.
    """
    zone = ZoneInfo(plan.schedule.specialist.zone)
    first = bounds.start.astimezone(zone).date()
    return [hours for hours in plan.schedule.working if hours.start.astimezone(zone).date() >= first]
