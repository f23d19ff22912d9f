"""A wall time that somebody typed, as the instants it can mean. Pure."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from visavis.lib.intervals import Interval

_A_DAY = timedelta(days=1)


def instants_of(shown: datetime, zone: ZoneInfo) -> list[datetime]:
    """The instants (UTC) at which the clock of `zone` shows `shown` (naive), in order.

    One on most days; none where clocks skip it, two where they show it twice.
    """
    passes = (shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    true = {moment for moment in passes if moment.astimezone(zone).replace(tzinfo=None) == shown}
    return sorted(true)


def gap_around(shown: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Where `shown` is skipped: what the clock shows just before and just after (both naive)."""
    if instants_of(shown, zone):
        return None
    # Between the two readings of a skipped time lies the moment of the change.
    span = Interval(*sorted(shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)))
    before = span.start.astimezone(zone).utcoffset()
    low, high = span
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    change = high.replace(microsecond=0)
    after = change.astimezone(zone).replace(tzinfo=None)
    return after - _jump(change, zone), after


def _jump(change: datetime, zone: ZoneInfo) -> timedelta:
    early, late = (moment.astimezone(zone).utcoffset() for moment in (change - timedelta(minutes=1), change))
    return (late or timedelta()) - (early or timedelta())
