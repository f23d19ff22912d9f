"""Send again what failed, by a press of staff's: one message, or all that failed since."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Greatest

from visavis.audit.log import log_action
from visavis.booking.models import Appointment
from visavis.messages.kinds import VALID_STATES, Kind
from visavis.messages.lifecycle import Action, State, states_before
from visavis.messages.models import Message
from visavis.messages.planning.ledger import wake_workers
from visavis.messages.reasons import CAPPED, RETRIED
from visavis.people.actors import Actor, ActorKind

WORTH_AGAIN = timedelta(hours=1)
"""So long from now on an announcement that is sent again is tried, though it had expired."""
TIMELY = (Kind.REMINDER, Kind.CLIENT_WAITING, Kind.RUNNING_LATE)
"""Kinds that are of no use once they have expired."""


def can_be_resent(message: Message, appointment: Appointment, *, now: datetime) -> bool:
    """Whether sending it again makes sense: it did not get through, and what it says is still true."""
    state = State(message.state)
    stuck = state is State.FAILED or (state is State.SKIPPED and message.reason in CAPPED)
    return (
        (stuck or (state is State.DUE and message.reason in RETRIED))
        and message.version == appointment.version
        and appointment.lifecycle in VALID_STATES[Kind(message.kind)]
        and (Kind(message.kind) not in TIMELY or message.expires_at > now)
    )


@transaction.atomic(durable=True)
def resend(
    appointments: QuerySet[Appointment], *, by: Actor, now: datetime, message_id: str | None = None
) -> int:
    """Make due again what did not get through about `appointments`; how many messages that are.

    With `message_id` only that one. It counts as caused by staff, so no cap for visitors holds it back. The
    audit keeps who pressed, and how many messages of which kinds about which appointments that were.
    """
    rows = Message.objects.filter(
        appointment__in=appointments.order_by().values("pk"), version=F("appointment__version")
    )
    if message_id is not None:
        rows = rows.filter(message_id=message_id)
    stuck = Q(state=State.FAILED.value) | Q(state=State.SKIPPED.value, reason__in=CAPPED)
    candidates = rows.filter(stuck | Q(state=State.DUE.value, reason__in=RETRIED))
    candidates = candidates.filter(Q(expires_at__gt=now) | ~Q(kind__in=[kind.value for kind in TIMELY]))
    found = (
        candidates.select_related("appointment").order_by("pk").select_for_update(of=("self",), no_key=True)
    )
    # Under their locks, so that what is audited is what is sent.
    possible = [state.value for state in (*states_before(Action.REVIVE), State.DUE)]
    again = [row for row in found if row.state in possible and can_be_resent(row, row.appointment, now=now)]
    count = Message.objects.filter(pk__in=[row.pk for row in again]).update(
        state=State.DUE.value,
        reason="",
        detail="",
        caused_by=ActorKind.STAFF.value,
        next_attempt_at=now,
        due_at=now,
        expires_at=Greatest(F("expires_at"), Value(now + WORTH_AGAIN, output_field=DateTimeField())),
    )
    if count:
        _audit(again, by=by, now=now)
        wake_workers()
    return count


def _audit(again: Sequence[Message], *, by: Actor, now: datetime) -> None:
    for appointment, rows in groupby(sorted(again, key=_subject), key=_subject):
        kinds = Counter(row.kind for row in rows)
        log_action(
            "MessagesResent",
            by=by, at=now, subject_kind="appointment", subject=appointment,
            count=kinds.total(), kinds=dict(sorted(kinds.items())),
        )  # fmt: skip


def _subject(row: Message) -> UUID:
    return row.appointment.public_id
