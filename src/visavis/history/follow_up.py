"""A time for the next session: the same weekday and local time, if it is offered. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from visavis.lib.intervals import Interval
from visavis.schedule.wall_time import instants_of
from visavis.slots.engine import nearest

WEEK = timedelta(weeks=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A free time for the next session (UTC)."""

    starts_at: datetime
    same_time: bool
    """Whether weekday and time are those of the session before."""


def suggest_follow_up(
    starts_at: datetime, slots: Collection[Interval], zone: ZoneInfo, *, now: datetime
) -> FollowUp | None:
    """The first free slot at the same weekday and time, or else the slot nearest to it in the coming week.

    `slots` are those offered after the appointment that began at `starts_at`; None without any.
    """
    starts = {slot.start for slot in slots}
    if not starts:
        return None
    for wanted in same_time_of_weeks(starts_at, zone, now=now, until=max(starts)):
        if wanted in starts:
            return FollowUp(wanted, same_time=True)
    ideal = next(same_time_of_weeks(starts_at, zone, now=now, until=datetime.max.replace(tzinfo=UTC)))
    return FollowUp(nearest(slots, ideal, 1)[0].start, same_time=False)


def same_time_of_weeks(
    starts_at: datetime, zone: ZoneInfo, *, now: datetime, until: datetime
) -> Iterator[datetime]:
    """For each coming week the instant (UTC) of the same weekday and local time in `zone`.

    A time that the clocks skip is taken an hour later; of one that they repeat, the first is taken.
    """
    wall = starts_at.astimezone(zone).replace(tzinfo=None) + WEEK
    behind = now.astimezone(zone).replace(tzinfo=None) - wall
    if behind >= timedelta(0):
        wall += WEEK * (behind // WEEK + 1)
    while True:
        found = (instants_of(wall, zone) or instants_of(wall + HOUR, zone))[0].astimezone(UTC)
        if found > until:
            return
        yield found
        wall += WEEK
