"""When the next one could be: the same weekday and time on the specialist's wall. Pure."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from visavis.schedule.wall_time import instants_of

WEEK = timedelta(weeks=1)
HOUR = timedelta(hours=1)


def same_time_next_week(starts_at: datetime, zone: ZoneInfo, *, now: datetime) -> datetime:
    """The first coming week's instant (UTC) at which the wall of `zone` shows the same day and time again.

    A time that clocks skip that day comes an hour later, one that they show twice comes the first time.
    """
    wall = starts_at.astimezone(zone).replace(tzinfo=None) + WEEK
    behind = now.astimezone(zone).replace(tzinfo=None) - wall
    if behind >= timedelta(0):
        wall += WEEK * (behind // WEEK + 1)
    found = instants_of(wall, zone) or instants_of(wall + HOUR, zone)
    return found[0].astimezone(UTC)
