"""Working hours: from local wall time to UTC instants. Pure.

Wall time does not always exist exactly once. Where clocks go forward, an opening that falls into the gap
moves to the gap's end. Where they go back, hours last from the first moment that the clock shows
the opening to the last moment before it shows the closing, so that both passes are covered.
Between the two the time is real: hours across such a night are an hour shorter or longer.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from visavis.lib.intervals import Interval

DAY = 24 * 60
_MIDNIGHT = time()
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_ONE_DAY = timedelta(days=1)
_UP_TO_3_DAYS = [timedelta(days=number) for number in range(4)]
_ONE_SECOND = timedelta(seconds=1)
Minutes = tuple[int, int]
Span = tuple[timedelta, timedelta]


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
    # Hours end on the day after the one they began on at the latest, except when that day's last
    # hour comes twice; so it is two days back that they may come from.
    hours = _hours(plan, zone, first - 2 * _ONE_DAY, last)
    begins = local_day_bounds(first, zone).start
    return [interval for interval in _without_overlaps(hours) if interval.end > begins]


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
    midnight = datetime.combine(day, _MIDNIGHT)
    return Interval(_first_instant(midnight, zone), _first_instant(midnight + _ONE_DAY, zone))


def local_time(instant: datetime, zone: ZoneInfo) -> str:
    """What the clock of `zone` shows at an instant, as `YYYY-MM-DDTHH:MM`."""
    return instant.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes")


def _check_minutes(opens: int, closes: int) -> None:
    if not 0 <= opens < DAY:
        raise ValueError(f"opens is {opens}; it must be a minute of the day, 0 to {DAY - 1}")
    if not opens < closes <= opens + DAY:
        raise ValueError(f"closes is {closes}; it must be 1 to {DAY} minutes after opens, {opens}")


def _without_overlaps(hours: list[tuple[datetime, datetime]]) -> list[Interval]:
    """Hours sorted by their beginning; where two overlap, the later goes on for both."""
    apart: list[Interval] = []
    reached = _LONG_AGO
    for start, closes in hours:
        end = closes
        if start < reached:
            before = apart.pop().start
            end = max(end, reached)
            if before < start:
                apart.append(Interval(before, start))
        if start < end:
            apart.append(Interval(start, end))
            reached = end
    return apart


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

    def of(self, day: date) -> list[Span]:
        if day in self._dated:
            return self._dated[day]
        return [] if day in self._closed else self._weekly[day.weekday()]


def _joined(minutes: list[Minutes]) -> list[Span]:
    """Hours of one day since its midnight by the wall clock, sorted, those that meet made one."""
    joined: list[Minutes] = []
    for opens, closes in sorted(minutes):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
        else:
            joined.append((opens, closes))
    return [(_minutes(opens), _minutes(closes)) for opens, closes in joined]


@cache
def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def _hours(plan: _Plan, zone: ZoneInfo, day: date, last: date) -> list[tuple[datetime, datetime]]:
    """The hours of each local date from `day` to `last`, in UTC, sorted; those of two days may overlap."""
    midnight, midnight_utc = datetime.combine(day, _MIDNIGHT), datetime.combine(day, _MIDNIGHT, UTC)
    offset, in_1_day, in_2_days, in_3_days = (_offset(midnight + days, zone) for days in _UP_TO_3_DAYS)
    hours: list[tuple[datetime, datetime]] = []
    while day <= last:
        # No zone changes its clock there and back within a day, so midnights tell what happens
        # between them. The one after closing is asked too: where clocks go back just after
        # midnight, that midnight comes twice, and it is the first that is read here.
        steady = offset == in_1_day == in_2_days
        for opens, closes in plan.of(day):
            if steady and (closes <= _ONE_DAY or in_2_days == in_3_days):
                begin = midnight_utc - offset
                hours.append((begin + opens, begin + closes))
            else:
                hours.append(_instants(midnight + opens, midnight + closes, zone))
        day += _ONE_DAY
        midnight += _ONE_DAY
        midnight_utc += _ONE_DAY
        offset, in_1_day, in_2_days = in_1_day, in_2_days, in_3_days
        in_3_days = _offset(midnight + _UP_TO_3_DAYS[-1], zone)
    return hours


def _instants(opens: datetime, closes: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return _first_instant(opens, zone), _end_instant(closes, zone)


def _first_instant(shown: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which the clock of `zone` shows `shown` (naive), or is past it."""
    earlier, later = _offset(shown, zone), _offset(shown.replace(fold=1), zone)
    return _change(shown, earlier, later, zone) if earlier < later else _utc(shown, earlier)


def _end_instant(shown: datetime, zone: ZoneInfo) -> datetime:
    """The instant until which the clock of `zone` shows a time before `shown` (naive) for the last time."""
    just_before = shown - _ONE_SECOND
    earlier, later = _offset(just_before, zone), _offset(just_before.replace(fold=1), zone)
    return _change(just_before, earlier, later, zone) if earlier < later else _utc(shown, later)


def _change(missing: datetime, earlier: timedelta, later: timedelta, zone: ZoneInfo) -> datetime:
    """The instant, to the second, at which `zone` went from one offset to another, skipping `missing`."""
    before, after = _utc(missing, later), _utc(missing, earlier)
    while after - before > _ONE_SECOND:
        middle = before + (after - before) // 2 // _ONE_SECOND * _ONE_SECOND
        if middle.astimezone(zone).utcoffset() == earlier:
            before = middle
        else:
            after = middle
    return after


def _utc(shown: datetime, offset: timedelta) -> datetime:
    return shown.replace(tzinfo=UTC, fold=0) - offset


def _offset(shown: datetime, zone: ZoneInfo) -> timedelta:
    offset = zone.utcoffset(shown)
    assert offset is not None  # noqa: S101  a ZoneInfo knows the offset of every date-time
    return offset
