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
from visavis.schedule.models import TimeOff
from visavis.schedule.overview import Schedule

USUAL = (8 * HOUR, 18 * HOUR)
"""What a grid shows at least, so that an empty week still looks like one."""
SHORT = 20
"""Below this many minutes a block has no room for a line on the usual scale."""
ONE_LINE = 40

_ONE_HOUR, _THUMB = timedelta(hours=1), timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Block:
    """An appointment, or time off, on a grid; positions in minutes of the axis."""

    begins: int
    ends: int
    lane: int
    lanes: int
    row: Row | None = None
    time_off: TimeOff | None = None
    kind: str = ""
    """The colour: warm wants a person, now is going on, past is over, plain is only held."""

    @property
    def is_short(self) -> bool:
        """Whether there is room for one line only."""
        return self.ends - self.begins < ONE_LINE


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
        free=_free(plan, axis, bounds, now=now),
        void=_within(axis.void(plan.day), reach),
        now_at=now_at if reach[0] <= now_at < reach[1] else None,
        is_today=today,
        holiday=plan.schedule.holidays.get(plan.day, ""),
    )


def _blocks(plan: Plan, axis: Axis, reach: Stretch, *, now: datetime) -> list[Block]:
    standing: list[Appointment | TimeOff] = [*plan.appointments, *plan.schedule.time_off]
    things = [
        (cut, thing)
        for thing in standing
        for cut in _within([axis.stretch(Interval(thing.starts_at, thing.ends_at), plan.day)], reach)
    ]
    things.sort(key=lambda placed: placed[0])
    pairs = zip(things, lanes([cut for cut, _ in things]), strict=True)
    return [_block(thing, cut, place, now=now) for (cut, thing), place in pairs]


def _within(stretches: Iterable[Stretch], reach: Stretch) -> list[Stretch]:
    cut = [(max(begins, reach[0]), min(ends, reach[1])) for begins, ends in stretches]
    return [(begins, ends) for begins, ends in cut if begins < ends]


def _block(thing: Appointment | TimeOff, stretch: Stretch, place: Stretch, *, now: datetime) -> Block:
    if isinstance(thing, TimeOff):
        return Block(*stretch, *place, time_off=thing, kind="off")
    return Block(*stretch, *place, row=row_of(thing), kind=_kind(thing, now=now))


def _kind(appointment: Appointment, *, now: datetime) -> str:
    state = appointment.lifecycle
    if state in OVER or appointment.ends_at <= now:
        return "past"
    return {State.HELD: "plain", State.REQUESTED: "warm", State.IN_PROGRESS: "now"}.get(state, "")


def _free(plan: Plan, axis: Axis, bounds: Interval, *, now: datetime) -> list[Free]:
    """The working time that nothing takes, cut at full hours, so that a click means the hour it hits."""
    taken = [Interval(one.busy.lower, one.busy.upper) for one in plan.appointments]
    taken += [Interval(off.starts_at, off.ends_at) for off in plan.schedule.time_off]
    stretches = merge(subtract(clip(plan.schedule.working, bounds), taken))
    found: list[Free] = []
    for stretch in stretches:
        first = True
        for piece in _cut(stretch, axis.zone):
            begins, ends = axis.stretch(piece, plan.day)
            if piece.start >= now and begins < ends:
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
    """From which position to which the grid is drawn: all that is worked or booked, in whole hours."""
    low, high = USUAL
    for plan in plans:
        bounds = local_day_bounds(plan.day, axis.zone)
        booked = [Interval(one.starts_at, one.ends_at) for one in plan.appointments]
        for interval in clip([*plan.schedule.working, *booked], bounds):
            begins, ends = axis.stretch(interval, plan.day)
            low, high = min(low, begins), max(high, ends)
    return low // HOUR * HOUR, min(-(-high // HOUR) * HOUR, axis.end)
