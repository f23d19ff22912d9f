"""Working hours: from local wall time, as people say it, to UTC instants. Pure.

Wall time is not always there once. Where clocks go forward, an opening that falls into the gap
moves to the gap's end. Where they go back, hours last from the first moment that the clock shows
the opening to the last moment before it shows the closing, so that both passes are covered.
Between the two the time is real: hours across such a night are an hour shorter or longer.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from visavis.lib.intervals import Interval

DAY = 24 * 60
_ONE_SECOND = timedelta(seconds=1)
Minutes = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Window:
    """Working hours of one weekday (Monday is 0), in minutes of the local day.

    `closes` past 1440 runs into the next day; the window belongs to the day on which it opens.
    Raises `ValueError` for a window that cannot be.
    """

    weekday: int
    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"weekday is {self.weekday}; it must be 0 (Monday) to 6 (Sunday)")
        _check_minutes(self.opens, self.closes)


@dataclass(frozen=True, slots=True)
class DayOverride:
    """Other hours on one local date, instead of the weekly ones; without windows it is closed."""

    date: date
    windows: tuple[Minutes, ...]

    def __post_init__(self) -> None:
        for opens, closes in self.windows:
            _check_minutes(opens, closes)


def working_intervals(
    windows: Iterable[Window],
    overrides: Iterable[DayOverride],
    *,
    closed_dates: Collection[date],
    zone: ZoneInfo,
    first: date,
    last: date,
) -> list[Interval]:
    """The hours of the local dates `first` to `last`, in UTC, sorted, none overlapping another.

    Hours that begin on `last` are there to their end; hours that began before `first` and reach
    into it are there from their beginning, so that the slot grid does not depend on the range
    that is asked for. For the same reason hours of two days that meet are not joined: where a
    day's own hours open, an interval of its own begins, and touches the one before. An override
    replaces the weekly hours of its date, and opens it even on one of the `closed_dates`.
    """
    plan = _Plan(windows, overrides, closed_dates)
    clock = _WallClock(zone)
    intervals: list[Interval] = []
    # Hours end on the day after the one they began on at the latest, except when that day's last
    # hour comes twice; so it is two days back that they may come from.
    for ordinal in range(first.toordinal() - 2, last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        for start, end in clock.instants(day, plan.of(day)):
            _append(intervals, start, end)
    begin = clock.first_instant(datetime.combine(first, time()))
    return [interval for interval in intervals if interval.end > begin]


def dates_closed(
    windows: Iterable[Window],
    overrides: Iterable[DayOverride],
    *,
    closed_dates: Collection[date],
    first: date,
    last: date,
) -> list[date]:
    """The dates from `first` to `last` whose weekly hours a holiday or an override takes away."""
    windows = tuple(windows)
    plan = _Plan(windows, overrides, closed_dates)
    weekdays = {window.weekday for window in windows}
    days = map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
    return [day for day in days if day.weekday() in weekdays and not plan.of(day)]


def local_day_bounds(day: date, zone: ZoneInfo) -> Interval:
    """When a local date begins and ends, in UTC: 23, 24 or 25 hours, as that day really lasts.

    Days follow one another without a gap; a date that a zone skipped is empty.
    """
    clock = _WallClock(zone)
    midnight = datetime.combine(day, time())
    return Interval(clock.first_instant(midnight), clock.first_instant(midnight + timedelta(days=1)))


def wall(instant: datetime, zone: ZoneInfo) -> str:
    """What the clock of `zone` shows at an instant, as `YYYY-MM-DDTHH:MM`."""
    return instant.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes")


def _check_minutes(opens: int, closes: int) -> None:
    if not 0 <= opens < DAY:
        raise ValueError(f"opens is {opens}; it must be a minute of the day, 0 to {DAY - 1}")
    if not opens < closes <= opens + DAY:
        raise ValueError(f"closes is {closes}; it must be 1 to {DAY} minutes after opens, {opens}")


def _append(intervals: list[Interval], start: datetime, end: datetime) -> None:
    """Add hours that begin no earlier than those before; what overlaps goes over to the later."""
    if intervals and start < intervals[-1].end:
        before = intervals.pop()
        end = max(end, before.end)
        if before.start < start:
            intervals.append(Interval(before.start, start))
    if start < end:
        intervals.append(Interval(start, end))


class _Plan:
    """Which minutes are worked on which date."""

    def __init__(
        self, windows: Iterable[Window], overrides: Iterable[DayOverride], closed_dates: Collection[date]
    ) -> None:
        weekly: list[list[Minutes]] = [[] for _ in range(7)]
        for window in windows:
            weekly[window.weekday].append((window.opens, window.closes))
        dated: dict[date, list[Minutes]] = {}
        for override in overrides:
            dated.setdefault(override.date, []).extend(override.windows)
        self._weekly = [_joined(minutes) for minutes in weekly]
        self._dated = {day: _joined(minutes) for day, minutes in dated.items()}
        self._closed = frozenset(closed_dates)

    def of(self, day: date) -> list[Minutes]:
        if day in self._dated:
            return self._dated[day]
        return [] if day in self._closed else self._weekly[day.weekday()]


def _joined(minutes: list[Minutes]) -> list[Minutes]:
    joined: list[Minutes] = []
    for opens, closes in sorted(minutes):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
        else:
            joined.append((opens, closes))
    return joined


class _WallClock:
    """Reads a zone's wall clock backwards: from what it shows to the instant at which it does."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._midnights: dict[int, timedelta] = {}

    def instants(self, day: date, minutes: list[Minutes]) -> Iterator[tuple[datetime, datetime]]:
        """Start and end in UTC of the given minutes of a local date."""
        if not minutes:
            return
        ordinal = day.toordinal()
        offset = self._offset_at_midnight(ordinal)
        midnight = datetime.combine(day, time())
        if offset == self._offset_at_midnight(ordinal + 1) == self._offset_at_midnight(ordinal + 2):
            # No zone changes its clock there and back within two days, so one offset serves all.
            begin = midnight.replace(tzinfo=UTC) - offset
            for opens, closes in minutes:
                yield begin + timedelta(minutes=opens), begin + timedelta(minutes=closes)
        else:
            for opens, closes in minutes:
                yield (
                    self.first_instant(midnight + timedelta(minutes=opens)),
                    self._end_instant(midnight + timedelta(minutes=closes)),
                )

    def first_instant(self, shown: datetime) -> datetime:
        """The first instant at which the clock shows `shown` (naive), or is past it."""
        return self._instant(shown, shown, fold=0)

    def _end_instant(self, shown: datetime) -> datetime:
        """The instant at which the clock shows a time before `shown` (naive) for the last time."""
        return self._instant(shown, shown - _ONE_SECOND, fold=1)

    def _instant(self, shown: datetime, judged: datetime, *, fold: int) -> datetime:
        earlier = self._offset(judged, fold=0)
        later = self._offset(judged, fold=1)
        if earlier < later:
            return self._change_between(_utc(judged - later), _utc(judged - earlier))
        return _utc(shown - (later if fold else earlier))

    def _change_between(self, before: datetime, after: datetime) -> datetime:
        """The instant between two others, to the second, at which the offset changes."""
        offset = before.astimezone(self._zone).utcoffset()
        while after - before > _ONE_SECOND:
            middle = before + (after - before) // 2 // _ONE_SECOND * _ONE_SECOND
            if middle.astimezone(self._zone).utcoffset() == offset:
                before = middle
            else:
                after = middle
        return after

    def _offset_at_midnight(self, ordinal: int) -> timedelta:
        known = self._midnights.get(ordinal)
        if known is None:
            known = self._offset(datetime.fromordinal(ordinal), fold=0)
            self._midnights[ordinal] = known
        return known

    def _offset(self, shown: datetime, *, fold: int) -> timedelta:
        offset = self._zone.utcoffset(shown.replace(fold=fold))
        assert offset is not None  # noqa: S101  a ZoneInfo knows the offset of every date-time
        return offset


def _utc(shown: datetime) -> datetime:
    return shown.replace(tzinfo=UTC, fold=0)
