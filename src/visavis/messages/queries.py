"""Reads of the ledger that other features need."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from visavis.booking.models import Appointment
from visavis.lib.db import WholeRows
from visavis.messages.kinds import Kind, Recipient
from visavis.messages.lifecycle import State
from visavis.messages.models import Message
from visavis.messages.reasons import CAPPED


@dataclass(frozen=True, slots=True)
class Alerts:
    """The alerts to a specialist about a waiting client. Times are UTC."""

    last: Message | None
    """The last one that was sent."""
    next_at: datetime | None


# By hand, for every page of a waiting client asks every ten seconds.
_ALERTS = WholeRows(
    Message,
    where=f"appointment_id = %s AND version = %s AND created_at >= %s"
    f" AND kind = '{Kind.CLIENT_WAITING}' AND recipient = '{Recipient.SPECIALIST}'",
)


def alerts_of(appointment: Appointment, *, since: datetime) -> Alerts:
    """The alerts about the client who has been waiting `since` then. One query."""
    known = sorted(
        _ALERTS.all(appointment.pk, appointment.version, since), key=lambda row: (row.due_at, row.pk)
    )
    sent = [row for row in known if row.sent_at is not None]
    waiting = [row.due_at for row in known if row.state == State.DUE.value]
    return Alerts(
        max(sent, key=lambda row: row.sent_at or row.due_at, default=None), min(waiting, default=None)
    )


class Reached(StrEnum):
    """What became of the message by which a visitor confirms their contact."""

    SENT = "sent"
    """Sent, or about to be."""
    TRYING = "trying"
    """It did not get through, and is tried again."""
    REFUSED = "refused"
    """The other side does not take it: the address is probably wrong."""
    HELD_BACK = "held_back"
    """We were made to write there too often."""


def confirmation_reached(held: Appointment) -> Reached:
    """What became of the last message of each channel that asked to confirm; the best of them. One query."""
    rows = Message.objects.filter(appointment=held, kind=Kind.CONFIRM_CONTACT.value)
    last = {row.channel: row for row in rows.exclude(state=State.SUPERSEDED.value).order_by("sequence")}
    found = {_reached(row) for row in last.values()}
    return next((one for one in Reached if one in found), Reached.SENT)


def _reached(message: Message) -> Reached:
    match message.state:
        case State.FAILED.value:
            return Reached.REFUSED
        case State.SKIPPED.value if message.reason in CAPPED:
            return Reached.HELD_BACK
        case State.DUE.value if message.reason:
            return Reached.TRYING
        case _:
            return Reached.SENT
