"""A wall time that somebody typed, as the instants it can mean, and where clocks change. Pure."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from visavis.lib.intervals import Interval

_ONE_SECOND = timedelta(seconds=1)


def instants_of(shown: datetime, zone: ZoneInfo) -> list[datetime]:
    """The instants (UTC) at which the clock of `zone` shows `shown` (naive), in order.

    One on most days; none where clocks skip it, two where they show it twice. Raises
    `OverflowError` at the end of time.
    """
    true = {moment for moment in _passes(shown, zone) if _wall(moment, zone) == shown}
    return sorted(true)


def gap_around(shown: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Where `shown` is skipped: from what the clock jumps to what (both naive). None elsewhere."""
    if instants_of(shown, zone):
        return None
    change = clock_change(Interval(*sorted(_passes(shown, zone))), zone)
    if change is None:
        return None
    return _wall(change - _ONE_SECOND, zone) + _ONE_SECOND, _wall(change, zone)


def clock_change(span: Interval, zone: ZoneInfo) -> datetime | None:
    """The instant within `span` from which `zone` has another offset; None where it keeps one.

    The span holds one change at most, as a day does.
    """
    low, high = span
    before = low.astimezone(zone).utcoffset()
    if high.astimezone(zone).utcoffset() == before:
        return None
    while high - low > _ONE_SECOND:
        middle = low + (high - low) // 2 // _ONE_SECOND * _ONE_SECOND
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def _passes(shown: datetime, zone: ZoneInfo) -> list[datetime]:
    """`shown` read with the offset before a change and with the one after it."""
    return [shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)
