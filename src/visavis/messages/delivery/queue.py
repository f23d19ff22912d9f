"""The ledger as a queue: claim, begin, and record the result, by one SQL statement each.

A claim takes a row out of the queue for the length of a lease; when a worker dies, its leases run out.
`begin` is the one point that decides between a delivery and a change of the appointment: its UPDATE and the
one that supersedes the row after a cancellation or a move wait for each other on the row's lock. If the
change comes first, `begin` finds the row superseded and nothing is sent. If `begin` comes first, the
delivery began before the change was committed, and no lock is held while the mail server takes its time.
`begin` also compares the appointment's row with what the content was made from (version, state, contact and
link), so that nothing is sent that was read before a change, nor to an old address.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F

from visavis.messages.kinds import VALID_STATES, Kind
from visavis.messages.lifecycle import QUEUED, Action, State, states_before
from visavis.messages.models import Message
from visavis.messages.reasons import Reason
from visavis.notify.port import ChannelName

PAUSES_MIN = (1, 2, 5, 10, 30)
"""Minutes before each next attempt; the last one repeats until the message expires."""
LONGEST_PAUSE = timedelta(minutes=PAUSES_MIN[-1])

_CLAIM = """
WITH next AS MATERIALIZED (
    SELECT id FROM visavis_messages_message
    WHERE state = ANY(%(queued)s) AND channel = %(channel)s AND next_attempt_at <= %(now)s
    ORDER BY next_attempt_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE visavis_messages_message AS message
SET state = %(claimed)s, claimed_by = %(worker)s, claim = message.claim + 1, next_attempt_at = %(lease_ends)s
FROM next WHERE message.id = next.id
RETURNING message.id, message.claim
"""
_BEGIN = """
UPDATE visavis_messages_message AS message
SET state = %(sending)s, attempts = message.attempts + 1, next_attempt_at = %(lease_ends)s,
    begun_at = %(now)s, address = %(address)s
FROM booking_appointment AS appointment
WHERE message.id = %(id)s AND message.claim = %(claim)s AND message.state = ANY(%(possible)s)
  AND appointment.id = message.appointment_id AND appointment.version = message.version
  AND appointment.state = ANY(%(fits)s)
  AND (appointment.client_email, appointment.client_phone, appointment.client_language,
       appointment.client_zone, appointment.link_generation)
    = (%(email)s, %(phone)s, %(language)s, %(zone)s, %(generation)s)
"""
_DELIVERED = """
UPDATE visavis_messages_message
SET state = %(sent)s, sent_at = %(now)s, provider_id = %(provider_id)s, language = %(language)s,
    reason = '', detail = ''
WHERE id = %(id)s AND state = ANY(%(possible)s)
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this worker may deliver until its lease runs out."""

    id: int
    claim: int


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long a lease lasts and how long to wait before the next attempt."""

    lease: timedelta = timedelta(seconds=60)
    """Longer than any delivery takes: the sum of a channel's timeouts is less."""
    minute: timedelta = timedelta(minutes=1)
    """The length of a minute of `PAUSES_MIN`; tests use a shorter one."""

    def pause(self, attempts: int) -> timedelta:
        """How long to wait after so many attempts."""
        return self.minute * PAUSES_MIN[min(max(attempts, 1), len(PAUSES_MIN)) - 1]


def claim(
    channel: ChannelName, *, limit: int, worker: str, policy: RetryPolicy, now: datetime
) -> list[Claimed]:
    """Claim up to `limit` messages that are due, including those of dead workers."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "queued": [state.value for state in QUEUED],
                "channel": channel.value,
                "now": now,
                "limit": limit,
                "claimed": State.CLAIMED.value,
                "worker": worker,
                "lease_ends": now + policy.lease,
            },
        )
        return [Claimed(*row) for row in cursor.fetchall()]


def load_claimed(claimed: Iterable[Claimed]) -> list[tuple[Claimed, Message]]:
    """Load the claimed messages with everything their content needs, by one query."""
    rows = Message.objects.select_related("appointment__service", "appointment__specialist__user", "staff")
    found = rows.in_bulk([taken.id for taken in claimed])
    return [(taken, found[taken.id]) for taken in claimed if taken.id in found]


def begin(taken: Claimed, message: Message, address: str, *, policy: RetryPolicy, now: datetime) -> bool:
    """Begin to deliver, for one lease. False when it may not be sent, or not as it was read."""
    appointment = message.appointment
    with connection.cursor() as cursor:
        cursor.execute(
            _BEGIN,
            {
                "id": taken.id,
                "claim": taken.claim,
                "sending": State.SENDING.value,
                "possible": _values(Action.BEGIN),
                "now": now,
                "lease_ends": now + policy.lease,
                "address": address[:254],
                "email": appointment.client_email,
                "phone": appointment.client_phone,
                "language": appointment.client_language,
                "zone": appointment.client_zone,
                "generation": appointment.link_generation,
                "fits": [state.value for state in VALID_STATES[Kind(message.kind)]],
            },
        )
        return bool(cursor.rowcount)


def mark_delivered(taken: Claimed, *, provider_id: str, language: str, now: datetime) -> None:
    """The other side has accepted it. Any claim may record that, also when another holds the row by now."""
    with connection.cursor() as cursor:
        cursor.execute(
            _DELIVERED,
            {
                "id": taken.id,
                "possible": _values(Action.DELIVER),
                "sent": State.SENT.value,
                "now": now,
                "provider_id": provider_id[:200],
                "language": language,
            },
        )


def postpone(taken: Claimed, reason: Reason, detail: str, *, until: datetime) -> None:
    """Try again at `until`."""
    _mark(taken, Action.RETRY, State.DUE, reason, detail=detail, next_attempt_at=until)


def mark_failed(taken: Claimed, reason: Reason, detail: str) -> None:
    """The other side will never accept it."""
    _mark(taken, Action.FAIL, State.FAILED, reason, detail=detail)


def mark_skipped(taken: Claimed, reason: Reason) -> None:
    """It is not worth sending."""
    _mark(taken, Action.SKIP, State.SKIPPED, reason)


def mark_superseded(taken: Claimed, reason: Reason) -> None:
    """It does not apply any more."""
    _mark(taken, Action.SUPERSEDE, State.SUPERSEDED, reason)


def release(worker: str) -> int:
    """Release the claims that a stopping worker has not begun; return how many."""
    mine = Message.objects.filter(claimed_by=worker, state__in=_values(Action.RELEASE))
    return mine.update(state=State.DUE.value, next_attempt_at=F("due_at"))


def _mark(taken: Claimed, action: Action, state: State, reason: Reason, **fields: object) -> None:
    Message.objects.filter(pk=taken.id, claim=taken.claim, state__in=_values(action)).update(
        state=state.value,
        reason=reason.value,
        **{**fields, "detail": str(fields.get("detail", ""))[:500]},
    )


def _values(action: Action) -> list[str]:
    return [state.value for state in states_before(action)]


Clock = Callable[[], datetime]
"""Called again at each step, since a delivery takes time."""
