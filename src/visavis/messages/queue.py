"""The ledger as a queue: claim, begin, and write down what became of it. One statement each.

Claiming takes rows out for the length of a lease; a worker that dies simply lets it run out. What a
change of the appointment must stop is decided at one point, `begin`: its UPDATE and the one by which
a cancellation or a move supersedes the row meet on the row's lock, so one of them comes first. If
the change does, `begin` finds the row superseded and nothing is sent. If `begin` does, the delivery
had begun before the change was committed, and no lock is kept while a mail server takes its time.
`begin` also compares with the appointment's own row what the words were made of: version, state,
contact and link, so that nothing is sent that was read before a change, nor to an address of before.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F

from visavis.messages.kinds import FITS, Kind
from visavis.messages.lifecycle import QUEUED, Action, State, before
from visavis.messages.models import Message
from visavis.messages.reasons import Reason
from visavis.notify.port import ChannelName

PAUSES_MIN = (1, 2, 5, 10, 30)
"""Minutes before each next attempt; the last one goes on until the message is of no use."""
LONGEST_PAUSE = timedelta(minutes=PAUSES_MIN[-1])

_CLAIM = """
WITH next AS MATERIALIZED (
    SELECT id FROM visavis_messages_message
    WHERE state = ANY(%(queued)s) AND channel = %(channel)s AND wake_at <= %(now)s
    ORDER BY wake_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE visavis_messages_message AS message
SET state = %(claimed)s, claimed_by = %(worker)s, claim = message.claim + 1, wake_at = %(lease_ends)s
FROM next WHERE message.id = next.id
RETURNING message.id, message.claim
"""
_BEGIN = """
UPDATE visavis_messages_message AS message
SET state = %(sending)s, attempts = message.attempts + 1, wake_at = %(lease_ends)s,
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
class Policy:
    """How patient the queue is."""

    lease: timedelta = timedelta(seconds=60)
    """Longer than any delivery takes: a channel's time limits add up to less."""
    minute: timedelta = timedelta(minutes=1)
    """What a minute of waiting before the next attempt is; tests have shorter ones."""

    def pause(self, attempts: int) -> timedelta:
        """How long to wait after that many attempts."""
        return self.minute * PAUSES_MIN[min(max(attempts, 1), len(PAUSES_MIN)) - 1]


def claim(channel: ChannelName, *, limit: int, worker: str, policy: Policy, now: datetime) -> list[Claimed]:
    """Take up to `limit` messages whose time has come, those of lost workers included."""
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


def claimed_messages(claimed: Iterable[Claimed]) -> list[tuple[Claimed, Message]]:
    """The claimed messages with everything that is said in them, by one query."""
    rows = Message.objects.select_related("appointment__service", "appointment__specialist__user")
    found = rows.in_bulk([taken.id for taken in claimed])
    return [(taken, found[taken.id]) for taken in claimed if taken.id in found]


def begin(taken: Claimed, message: Message, address: str, *, policy: Policy, now: datetime) -> bool:
    """Begin to deliver, for a whole lease. False when it may not go out, or not as it was read."""
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
                "fits": [state.value for state in FITS[Kind(message.kind)]],
            },
        )
        return bool(cursor.rowcount)


def delivered(taken: Claimed, *, provider_id: str, language: str, now: datetime) -> None:
    """It was taken over. That is true whoever holds the row by now, so any claim may say it."""
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


def postponed(taken: Claimed, reason: Reason, detail: str, *, until: datetime) -> None:
    """Try again at `until`."""
    _mark(taken, Action.RETRY, State.DUE, reason, detail=detail, wake_at=until)


def failed(taken: Claimed, reason: Reason, detail: str) -> None:
    """It will never be taken over."""
    _mark(taken, Action.FAIL, State.FAILED, reason, detail=detail)


def skipped(taken: Claimed, reason: Reason) -> None:
    """There is no sense in sending it."""
    _mark(taken, Action.SKIP, State.SKIPPED, reason)


def superseded(taken: Claimed, reason: Reason) -> None:
    """It is not true any more."""
    _mark(taken, Action.SUPERSEDE, State.SUPERSEDED, reason)


def release(worker: str) -> int:
    """Give back what a worker that is ending has not begun; return how many."""
    mine = Message.objects.filter(claimed_by=worker, state__in=_values(Action.RELEASE))
    return mine.update(state=State.DUE.value, wake_at=F("due_at"))


def _mark(taken: Claimed, action: Action, state: State, reason: Reason, **fields: object) -> None:
    Message.objects.filter(pk=taken.id, claim=taken.claim, state__in=_values(action)).update(
        state=state.value,
        reason=reason.value,
        **{**fields, "detail": str(fields.get("detail", ""))[:500]},
    )


def _values(action: Action) -> list[str]:
    return [state.value for state in before(action)]


Clock = Callable[[], datetime]
"""Asked again for each step, since a delivery takes time."""
