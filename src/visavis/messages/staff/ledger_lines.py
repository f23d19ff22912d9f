"""The ledger as staff read it at the desk."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import ngettext

from visavis.booking.models import Appointment
from visavis.messages.kinds import Kind, Recipient
from visavis.messages.lifecycle import State
from visavis.messages.models import Message
from visavis.messages.reasons import REASONS, Reason
from visavis.messages.staff.labels import CHANNELS, KINDS, RECIPIENTS, STATES
from visavis.messages.staff.resend import can_be_resent
from visavis.notify.port import ChannelName

TAG_CLASSES = {State.SENT: "", State.FAILED: "warm"}
"""The CSS class of a state's tag; "plain" for all others."""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One message as staff read it, in the active language. Times are UTC."""

    kind: str
    channel: str
    recipient: str
    state: str
    tag_class: str
    at: datetime
    """When it was sent, is due, or was due."""
    address: str
    reason: str
    """Why it was not sent, or not yet; otherwise empty."""
    detail: str
    """The answer of the mail server or gateway."""
    attempts: int
    message_id: str
    can_be_resent: bool


def ledger_lines(appointment: Appointment, *, now: datetime) -> list[LedgerLine]:
    """Every message about an appointment, sent or due, in order of time."""
    rows = Message.objects.filter(appointment=appointment).order_by("due_at", "id")
    return [_line(row, appointment, now=now) for row in rows]


def _line(row: Message, appointment: Appointment, *, now: datetime) -> LedgerLine:
    state = State(row.state)
    return LedgerLine(
        kind=_kind(row),
        channel=str(CHANNELS[ChannelName(row.channel)]),
        recipient=str(RECIPIENTS[Recipient(row.recipient)]),
        state=str(STATES[state]),
        tag_class=TAG_CLASSES.get(state, "plain"),
        at=row.sent_at or row.due_at,
        address=row.address,
        reason=str(REASONS[Reason(row.reason)]) if row.reason else "",
        detail=row.detail,
        attempts=row.attempts,
        message_id=row.message_id,
        can_be_resent=can_be_resent(row, appointment, now=now),
    )


def _kind(row: Message) -> str:
    kind = Kind(row.kind)
    if kind is not Kind.REMINDER:
        return str(KINDS[kind])
    minutes = row.minutes_before
    hours, rest = divmod(minutes, 60)
    if rest:
        words = ngettext("Reminder, %(n)s minute before", "Reminder, %(n)s minutes before", minutes)
        return words % {"n": minutes}
    return ngettext("Reminder, %(n)s hour before", "Reminder, %(n)s hours before", hours) % {"n": hours}
