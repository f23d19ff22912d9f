"""What the writing and the serving side agree on; neither Django nor a database is needed to know it."""

from datetime import timedelta

CHANNEL = "live"
"""The name that PostgreSQL carries our notifications under."""

APPLICATION = "visavis live"
"""What the listening connection calls itself, so that `visavis doctor` can see it."""

LONGEST_CONNECTION = timedelta(minutes=12)
"""After that a browser must have asked for a fresh ticket."""


def woken(payload: str) -> str:
    """The stream that a notification names, before its event's number.

    It never says what happened, for it may be 8 kB at most.
    """
    return payload.partition(" ")[0]
