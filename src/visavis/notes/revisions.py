"""When a text that is saved while somebody types gets an earlier version to go back to. Pure."""

from datetime import datetime, timedelta

REVISION_EVERY = timedelta(minutes=10)
"""While somebody goes on writing, an earlier version is kept this often."""

MUCH_LOST = 40
"""A save that removes this many characters keeps the text before it."""


def needs_revision(before: str, after: str, *, last_revision_at: datetime, now: datetime) -> bool:
    """Whether `before`, which a save replaces by `after`, is to be kept as an earlier version.

    `last_revision_at` is when a version was last kept, or when the text was begun. Both UTC.
    """
    return bool(before) and (
        now - last_revision_at >= REVISION_EVERY or characters_lost(before, after) >= MUCH_LOST
    )


def characters_lost(before: str, after: str) -> int:
    """How many characters of `before` are gone, if the change is one piece in the middle."""
    head = _common_prefix(before, after)
    tail = _common_prefix(before[head:][::-1], after[head:][::-1])
    return len(before) - head - tail


def _common_prefix(left: str, right: str) -> int:
    """The length of the common beginning."""
    different = (place for place, (a, b) in enumerate(zip(left, right, strict=False)) if a != b)
    return next(different, min(len(left), len(right)))
