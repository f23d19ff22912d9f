"""The rate limit of the room's endpoints."""

from datetime import datetime, timedelta

from visavis.lib import clock
from visavis.people.rate_limits import check_rate
from visavis.room.participants import Participant

MINUTE = timedelta(minutes=1)


def check_request_rate(who: Participant, what: str, *, limit: int = 60) -> datetime:
    """Allow each person `limit` requests of a kind per minute, far more than our page sends; return the time.

    Raises `RateLimited`.
    """
    now = clock.now()
    check_rate(f"room {what} {who.party} {who.appointment.public_id}", limit=limit, per=MINUTE, now=now)
    return now
