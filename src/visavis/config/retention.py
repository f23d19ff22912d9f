"""Every rule by which something is deleted, the daily job, and `visavis retention`."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import chain

from django.db import DatabaseError, connection

from visavis.audit.retention import RULES as AUDIT
from visavis.booking.retention import RULES as BOOKING
from visavis.calls.retention import RULES as CALLS
from visavis.lib.retention import Periods, Rule
from visavis.live.retention import RULES as LIVE
from visavis.messages.retention import RULES as MESSAGES
from visavis.people.retention import RULES as PEOPLE
from visavis.practice.models import Practice
from visavis.waiting.retention import RULES as WAITING

logger = logging.getLogger(__name__)

# Clients come after the appointments that go.
RULES: Sequence[Rule] = tuple(chain(BOOKING, MESSAGES, WAITING, CALLS, LIVE, AUDIT, PEOPLE))

KEPT: Mapping[str, str] = {
    "booking.Transition": "kept and deleted with its appointment",
    "booking.BlockedVisitor": "the practice's own list, until staff lift it",
    "booking.IdempotencyRecord": "deleted by a job of its own each hour",
    "history.HistoryAccess": "deleted by a job of its own each hour",
    "calls.AwayProvider": "one row for each provider that is away, deleted when it answers",
    "live.Event": "deleted by a job of its own each hour",
    "people.RateCounter": "deleted by a job of its own each hour",
    "visavis_messages.WorkerHeartbeat": "deleted with each new heartbeat after a day",
    "notes.Draft": "the client's record: the specialist's text",
    "notes.Revision": "the client's record: the specialist's text",
    "notes.SharedSummary": "the client's record: what the client was given to read",
    "notes.ConnectionAnswer": "one row for each appointment, kept with it",
    "people.ApiToken": "a few for each member of staff; a revoked one says when it was used last",
    "people.User": "the team; switched off and never deleted, for the audit names it",
    "schedule.TimeOff": "the specialist's calendar",
    "waiting.SpecialistDelay": "one row for each specialist",
    "notify.OutboxItem": "the demo's only",
}
"""Models with a time that no rule covers, and why."""

CACHE = "expired entries of the shared cache"
_COUNT_EXPIRED = "SELECT count(*) FROM shared_cache WHERE expires < %s"
_DELETE_EXPIRED = (
    "WITH gone AS (DELETE FROM shared_cache WHERE expires < %s RETURNING 1) SELECT count(*) FROM gone"
)


def periods() -> Periods:
    """How long things are kept, as the practice chose."""
    return Practice.current().retention


def count(*, now: datetime) -> dict[str, int]:
    """How much would go now, by what it is."""
    keep = periods()
    return {rule.what: rule.count(keep, now=now) for rule in RULES} | {CACHE: _cached(_COUNT_EXPIRED, now)}


def apply(*, now: datetime) -> dict[str, int]:
    """Delete what is due; return how much it was, by what it is."""
    keep = periods()
    deleted = {}
    for rule in RULES:
        try:
            deleted[rule.what] = rule.apply(keep, now=now)
        except DatabaseError:
            # A row that was used again in this moment keeps one rule back and no other, until the next day.
            logger.exception("Retention could not delete %s", rule.what)
    return deleted | {CACHE: _cached(_DELETE_EXPIRED, now)}


def report(say: Callable[[str], None], *, dry_run: bool, now: datetime) -> None:
    """`visavis retention`: one line for each rule."""
    found = count(now=now) if dry_run else apply(now=now)
    say("These would be deleted:" if dry_run else "These were deleted:")
    for what, number in found.items():
        say(f"{number:>9}  {what}")


def _cached(sql: str, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [now])
        (number,) = cursor.fetchone() or (0,)
    return int(number)
