"""How often one may come into a waiting room, and ask to, before a sentence ends it."""

from datetime import datetime

from visavis.people.rate_limits import RateLimited, check_rate
from visavis.waiting.errors import TooManyEntries
from visavis.waiting.rules import MAX_ENTRIES, REPEATS_WITHIN


def count_entry(subject: str, *, now: datetime) -> None:
    """Count one more of `subject`. Raises `TooManyEntries`."""
    try:
        check_rate(subject, limit=MAX_ENTRIES, per=REPEATS_WITHIN, now=now)
    except RateLimited:
        raise TooManyEntries from None
