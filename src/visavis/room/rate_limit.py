"""The rate limits of the room's endpoints."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from visavis.lib import clock
from visavis.people.rate_limits import check_rate, check_rates
from visavis.room.participants import Participant

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

SIGNALS = 120
"""Signals of one person in a minute. A page sends a dozen while it connects, and none after that."""
SIGNAL_BYTES = 512 * 1024
"""Bytes of them in a minute. A description has some 8 kB."""
MAX_CHAT_MESSAGES = 1000
"""Messages of one person in one call."""


def check_request_rate(who: Participant, what: str, *, limit: int = 60) -> datetime:
    """Allow each person `limit` requests of a kind per minute, far more than our page sends; return the time.

    Raises `RateLimited`.
    """
    now = clock.now()
    check_rate(_subject(who, what), limit=limit, per=MINUTE, now=now)
    return now


def check_signal_rate(request: HttpRequest, who: Participant) -> datetime:
    """Allow each person so many signals, and so many bytes of them, per minute; return the time.

    Raises `RateLimited`.
    """
    now = clock.now()
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    number, volume = _subject(who, "signal"), _subject(who, "signal bytes")
    check_rates({number: SIGNALS, volume: SIGNAL_BYTES}, per=MINUTE, now=now, amounts={volume: size})
    return now


def check_chat_rate(who: Participant) -> datetime:
    """Allow each person so many messages per minute, and in the whole call; return the time.

    Raises `RateLimited`.
    """
    now = check_request_rate(who, "chat")
    check_rate(_subject(who, "whole chat"), limit=MAX_CHAT_MESSAGES, per=DAY, now=now)
    return now


def _subject(who: Participant, what: str) -> str:
    return f"room {what} {who.party} {who.appointment.public_id}"
