"""The one place that reads the wall clock. Rules and services get `now` as an argument."""

import time
from datetime import UTC, datetime, timedelta

_followed: tuple[datetime, float] | None = None
"""Another clock's time, and the steady seconds at which it was read."""


def now() -> datetime:
    """The present instant, aware, in UTC: by the clock that is followed, otherwise by this machine's."""
    if _followed is None:
        return datetime.now(UTC)
    at, read = _followed
    return at + timedelta(seconds=steady_seconds() - read)


def follow(at: datetime) -> timedelta:
    """Go by a clock that says `at` just now; how far this machine's is ahead of it."""
    global _followed
    _followed = (at, steady_seconds())
    return datetime.now(UTC) - at


def unfollow() -> None:
    """Go by this machine's clock again."""
    global _followed
    _followed = None


def steady_seconds() -> float:
    """Seconds that nobody sets, and that count while the machine sleeps, where the system knows them."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)
