"""Which of the many states of a text that is saved while somebody types are worth keeping. Pure."""

from datetime import datetime, timedelta

KEEP_EVERY = timedelta(minutes=10)
"""While somebody goes on writing, a state is kept so often."""

LOST_AT_ONCE = 40
"""A single save that loses so many letters keeps what stood there before."""


def worth_keeping(before: str, after: str, *, kept_at: datetime, now: datetime) -> bool:
    """Whether `before`, which a save replaces by `after`, is to be kept as an earlier version.

    `kept_at` is when a version was last kept, or when the text was begun. Both UTC.
    """
    return bool(before) and (now - kept_at >= KEEP_EVERY or letters_lost(before, after) >= LOST_AT_ONCE)


def letters_lost(before: str, after: str) -> int:
    """How many letters of `before` are gone, taking the change for one piece in the middle."""
    head = _same(before, after)
    tail = _same(before[head:][::-1], after[head:][::-1])
    return len(before) - head - tail


def _same(left: str, right: str) -> int:
    """With how many equal letters the two begin."""
    different = (place for place, (a, b) in enumerate(zip(left, right, strict=False)) if a != b)
    return next(different, min(len(left), len(right)))
