"""The time axis of a grid of days: local time, with room for changes of the clocks. Pure.

A position is a minute of the local day. In a week whose clocks go back, the repeated hour has its room
twice on every day, so that all days share one scale; on the other days the second room is void. So is
the hour that a day skips when the clocks go forward.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from visavis.lib.intervals import Interval
from visavis.schedule.hours import DAY, local_day_bounds
from visavis.schedule.wall_time import clock_change

HOUR = 60
MinuteSpan = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """The scale that all columns of a grid share."""

    zone: ZoneInfo
    repeated: MinuteSpan | None = None
    """The local minutes that occur twice on one of the days."""
    repeats_on: date | None = None
    skipped: MinuteSpan | None = None
    """The local minutes that one of the days skips."""
    skips_on: date | None = None

    @classmethod
    def of(cls, days: Sequence[date], zone: ZoneInfo) -> "TimeAxis":
        """The scale of these local dates."""
        axis = cls(zone)
        for day in days:
            bounds = local_day_bounds(day, zone)
            # The change may lie on the very edge of the day.
            span = Interval(bounds.start - timedelta(minutes=1), bounds.end - timedelta(minutes=1))
            change = clock_change(span, zone)
            if change is None:
                continue
            after = change.astimezone(zone)
            jump = _minutes_between(change - timedelta(minutes=1), change, zone)
            shown = after.hour * HOUR + after.minute
            if jump > 0:
                axis = cls(zone, axis.repeated, axis.repeats_on, (shown - jump, shown), day)
            else:
                axis = cls(zone, (shown, shown - jump), day, axis.skipped, axis.skips_on)
        return axis

    @property
    def end(self) -> int:
        """The position of midnight at the end of a day."""
        return DAY + self._extra

    def at(self, moment: datetime, day: date) -> int:
        """The position of `moment` on `day`; before the day it is its beginning, after it its end."""
        bounds = local_day_bounds(day, self.zone)
        if moment >= bounds.end:
            return self.end
        local = max(moment, bounds.start).astimezone(self.zone)
        return self._position(local.hour * HOUR + local.minute, second=bool(local.fold))

    def span_of(self, interval: Interval, day: date) -> MinuteSpan:
        """The positions of the part of `interval` on `day`."""
        return self.at(interval.start, day), self.at(interval.end, day)

    def void_spans(self, day: date) -> list[MinuteSpan]:
        """The spans of the scale that do not exist on `day`."""
        found = []
        if self.repeated and day != self.repeats_on:
            found.append((self.repeated[1], self.repeated[1] + self._extra))
        if self.skipped and day == self.skips_on:
            found.append((self._position(self.skipped[0]), self._position(self.skipped[1])))
        return found

    def labels(self, opens: int, closes: int) -> list[tuple[int, str]]:
        """The full hours between two positions, and their labels."""
        hours = [(self._position(hour * HOUR), f"{hour:02}:00") for hour in range(24)]
        if self.repeated:
            again = range(-(-self.repeated[0] // HOUR), -(-self.repeated[1] // HOUR))
            hours += [(hour * HOUR + self._extra, f"{hour:02}:00") for hour in again]
        return sorted(label for label in hours if opens <= label[0] < closes)

    @property
    def _extra(self) -> int:
        return self.repeated[1] - self.repeated[0] if self.repeated else 0

    def _position(self, minute: int, *, second: bool = False) -> int:
        if self.repeated is None or minute < self.repeated[0]:
            return minute
        return minute + self._extra if second or minute >= self.repeated[1] else minute


def assign_lanes(spans: Sequence[MinuteSpan]) -> list[MinuteSpan]:
    """For each span, sorted by its beginning, its lane and the number of lanes beside it.

    A span without overlap has one lane; overlapping spans share the width.
    """
    placed: list[list[int]] = []
    ends: list[int] = []
    group: list[list[int]] = []
    for begins, closes in spans:
        if all(end <= begins for end in ends):
            ends, group = [], []
        lane = next((number for number, end in enumerate(ends) if end <= begins), len(ends))
        ends[lane : lane + 1] = [closes]
        group.append([lane, len(ends)])
        placed.append(group[-1])
        for member in group:
            member[1] = len(ends)
    return [(lane, count) for lane, count in placed]


def _minutes_between(before: datetime, after: datetime, zone: ZoneInfo) -> int:
    early, late = (moment.astimezone(zone).utcoffset() or timedelta() for moment in (before, after))
    return round((late - early).total_seconds() / 60)
