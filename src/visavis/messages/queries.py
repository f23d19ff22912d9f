"""Reads of the ledger that other features need."""

from dataclasses import dataclass
from datetime import datetime

from visavis.booking.models import Appointment
from visavis.messages.kinds import Kind, Recipient
from visavis.messages.lifecycle import State
from visavis.messages.models import Message


@dataclass(frozen=True, slots=True)
class Alerts:
    """The alerts to a specialist about a waiting client. Times are UTC."""

    last: Message | None
    """The last one that was sent."""
    next_at: datetime | None


def alerts_of(appointment: Appointment, *, since: datetime) -> Alerts:
    """The alerts about the client who has been waiting `since` then. One query."""
    rows = Message.objects.filter(
        appointment=appointment,
        kind=Kind.CLIENT_WAITING.value,
        version=appointment.version,
        recipient=Recipient.SPECIALIST.value,
    )
    known = list(rows.filter(created_at__gte=since).order_by("due_at", "id"))
    sent = [row for row in known if row.sent_at is not None]
    waiting = [row.due_at for row in known if row.state == State.DUE.value]
    return Alerts(
        max(sent, key=lambda row: row.sent_at or row.due_at, default=None), min(waiting, default=None)
    )
