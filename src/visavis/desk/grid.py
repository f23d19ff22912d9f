"""The hour-by-hour grid of the calendar: which block is drawn in which column and where. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from visavis.booking.lifecycle import OVER, State
from visavis.booking.models import Appointment
from visavis.desk.agenda import AgendaRow, agenda_row
from visavis.desk.time_axis import HOUR, MinuteSpan, TimeAxis, assign_lanes
from visavis.lib.intervals import Interval, clip, merge, subtract
from visavis.people.models import Specialist
from visavis.schedule.hours import local_day_bounds
from visavis.schedule.overview import Schedule

DEFAULT_SPAN = (8 * HOUR, 18 * HOUR)
"""The hours that an empty grid shows; no grid ends earlier."""
NEEDS_TALL_GRID = 20
"""A block shorter than this many minutes has no room for a line on the usual scale."""
ONE_LINE = 40

_ONE_HOUR, _SHORTEST_PIECE = timedelta(hours=1), timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Block:
    """An appointment on a grid; positions in minutes of the axis."""

    begins: int
    ends: int
    lane: int
    lanes: int
    row: AgendaRow
    kind: str = ""
    """The colour: warm needs attention, now is in progress, past is over, plain is held."""

    @property
    def is_short(self) -> bool:
        """Whether there is room for one line only."""
        return self.ends - self.begins < ONE_LINE


@dataclass(frozen=True, slots=True)
class TimeOffBlock:
    """Time off, drawn behind the appointments that lie in it."""

    begins: int
    ends: int
    reason: str


@dataclass(frozen=True, slots=True)
class FreeBlock:
    """Time that can be booked; `start` is what a click means (UTC)."""

    begins: int
    ends: int
    start: datetime
    until: datetime
    first: bool
    """Whether this is the first piece of a free interval; the keyboard stops only there."""


@dataclass(frozen=True, slots=True)
class Column:
    """One date of one specialist."""

    day: date
    specialist: Specialist
    blocks: Sequence[Block]
    off: Sequence[TimeOffBlock]
    free: Sequence[FreeBlock]
    void: Sequence[MinuteSpan]
    now_at: int | None
    is_today: bool
    holiday: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns on one scale; `opens` and `closes` are the positions between which it is drawn."""

    axis: TimeAxis
    columns: Sequence[Column]
    opens: int
    closes: int
    labels: Sequence[tuple[int, str]]
    tall: bool
    """Whether something on it is too short for the usual scale."""


@dataclass(frozen=True, slots=True)
class ColumnData:
    """The rows that one column is built from."""

    day: date
    schedule: Schedule
    appointments: Sequence[Appointment] = field(default_factory=list)


def build_grid(columns_data: Sequence[ColumnData], zone: ZoneInfo, *, now: datetime) -> Grid:
    """One column for each of `columns_data`, all in the local time of `zone`."""
    axis = TimeAxis.of(sorted({data.day for data in columns_data}), zone)
    opens, closes = _visible_span(columns_data, axis)
    columns = [_column(data, axis, (opens, closes), now=now) for data in columns_data]
    shortest = min((block.ends - block.begins for column in columns for block in column.blocks), default=HOUR)
    return Grid(axis, columns, opens, closes, axis.labels(opens, closes), tall=shortest < NEEDS_TALL_GRID)


def _column(data: ColumnData, axis: TimeAxis, visible: MinuteSpan, *, now: datetime) -> Column:
    today = now.astimezone(axis.zone).date() == data.day
    bounds = local_day_bounds(data.day, axis.zone)
    now_at = axis.at(now, data.day) if today else visible[1]
    return Column(
        day=data.day,
        specialist=data.schedule.specialist,
        blocks=_blocks(data, axis, visible, now=now),
        off=_off(data, axis, visible),
        free=_free(data, axis, bounds, visible, now=now),
        void=_within(axis.void_spans(data.day), visible),
        now_at=now_at if visible[0] <= now_at < visible[1] else None,
        is_today=today,
        holiday=data.schedule.holidays.get(data.day, ""),
    )


def _blocks(data: ColumnData, axis: TimeAxis, visible: MinuteSpan, *, now: datetime) -> list[Block]:
    placed = [
        (cut, one)
        for one in data.appointments
        for cut in _within([axis.span_of(one.slot, data.day)], visible)
    ]
    placed.sort(key=lambda pair: pair[0])
    pairs = zip(placed, assign_lanes([cut for cut, _ in placed]), strict=True)
    return [Block(*cut, *place, row=agenda_row(one), kind=_kind(one, now=now)) for (cut, one), place in pairs]


def _off(data: ColumnData, axis: TimeAxis, visible: MinuteSpan) -> list[TimeOffBlock]:
    return [
        TimeOffBlock(*cut, reason=off.reason)
        for off in data.schedule.time_off
        for cut in _within([axis.span_of(Interval(off.starts_at, off.ends_at), data.day)], visible)
    ]


def _within(free_intervals: Iterable[MinuteSpan], visible: MinuteSpan) -> list[MinuteSpan]:
    cut = [(max(begins, visible[0]), min(ends, visible[1])) for begins, ends in free_intervals]
    return [(begins, ends) for begins, ends in cut if begins < ends]


def _kind(appointment: Appointment, *, now: datetime) -> str:
    state = appointment.lifecycle
    if state in OVER or appointment.ends_at <= now:
        return "past"
    if appointment.overbooked:
        return "warm"
    return {State.HELD: "plain", State.REQUESTED: "warm", State.IN_PROGRESS: "now"}.get(state, "")


def _free(
    data: ColumnData, axis: TimeAxis, bounds: Interval, visible: MinuteSpan, *, now: datetime
) -> list[FreeBlock]:
    """The free working time, cut at full hours, so that a click selects the hour under it."""
    taken = [Interval(one.busy.lower, one.busy.upper) for one in data.appointments]
    taken += [Interval(off.starts_at, off.ends_at) for off in data.schedule.time_off]
    free_intervals = merge(subtract(clip(data.schedule.working, bounds), taken))
    found: list[FreeBlock] = []
    for interval in free_intervals:
        first = True
        for piece in _cut(interval, axis.zone):
            begins, ends = axis.span_of(piece, data.day)
            if piece.start >= now and visible[0] <= begins < ends:
                found.append(FreeBlock(begins, ends, piece.start, interval.end, first))
                first = False
    return found


def _cut(interval: Interval, zone: ZoneInfo) -> Iterable[Interval]:
    """Pieces from full hour to full hour; a piece too small to tap is joined to its neighbour."""
    past_hour = timedelta(minutes=interval.start.astimezone(zone).minute, seconds=interval.start.second)
    hour = interval.start - past_hour + _ONE_HOUR
    start = interval.start
    while hour + _SHORTEST_PIECE <= interval.end:
        if hour - start >= _SHORTEST_PIECE:
            yield Interval(start, hour)
            start = hour
        hour += _ONE_HOUR
    yield Interval(start, interval.end)


def _visible_span(columns_data: Sequence[ColumnData], axis: TimeAxis) -> MinuteSpan:
    """The positions between which the grid is drawn: all working hours and bookings, in whole hours.

    Time off does not widen it, nor does the end of a night that began the day before.
    """
    shown: list[MinuteSpan] = []
    for data in columns_data:
        bounds = local_day_bounds(data.day, axis.zone)
        worked = _opening_on(data, bounds)
        booked = [one.slot for one in data.appointments]
        shown += [axis.span_of(one, data.day) for one in clip([*worked, *booked], bounds)]
    low = min((begins for begins, _ in shown), default=DEFAULT_SPAN[0])
    high = max((ends for _, ends in shown), default=DEFAULT_SPAN[1])
    return low // HOUR * HOUR, min(-(-max(high, DEFAULT_SPAN[1]) // HOUR) * HOUR, axis.end)


def _opening_on(data: ColumnData, bounds: Interval) -> list[Interval]:
    """The working hours that begin on the date of `bounds` or later, in the specialist's own zone.

    In the page's zone, the working day of somebody far east would look like the end of a night.
    """
    zone = ZoneInfo(data.schedule.specialist.zone)
    first = bounds.start.astimezone(zone).date()
    return [hours for hours in data.schedule.working if hours.start.astimezone(zone).date() >= first]
