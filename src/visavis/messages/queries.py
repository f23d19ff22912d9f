"""What staff can read of the ledger."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from visavis.booking.models import Appointment
from visavis.messages.kinds import Kind, Recipient
from visavis.messages.lifecycle import State
from visavis.messages.models import Message
from visavis.messages.reasons import REASONS, Reason
from visavis.notify.port import ChannelName

KINDS: dict[Kind, str | Promise] = {
    Kind.SCHEDULED: _("Booked"),
    Kind.REQUESTED: _("Requested"),
    Kind.APPROVED: _("Accepted"),
    Kind.DECLINED: _("Declined"),
    Kind.EXPIRED: _("Request ended"),
    Kind.MOVED: _("Moved"),
    Kind.CANCELLED: _("Cancelled"),
    Kind.REMINDER: _("Reminder"),
    Kind.LINK: _("Personal link"),
    Kind.CLIENT_WAITING: _("Client is waiting"),
    Kind.RUNNING_LATE: _("Running late"),
    Kind.SUMMARY_PUBLISHED: _("Summary shared"),
}
STATES: dict[State, str | Promise] = {
    State.DUE: _("Due"),
    State.CLAIMED: _("Being sent"),
    State.SENDING: _("Being sent"),
    State.SENT: _("Sent"),
    State.FAILED: _("Failed"),
    State.SKIPPED: _("Not sent"),
    State.SUPERSEDED: _("Not needed any more"),
}
CHANNELS: dict[ChannelName, str | Promise] = {
    ChannelName.EMAIL: _("E-mail"),
    ChannelName.SMS: _("Text message"),
}
RECIPIENTS: dict[Recipient, str | Promise] = {
    Recipient.CLIENT: _("to the client"),
    Recipient.SPECIALIST: _("to the specialist"),
}
LOOKS = {State.SENT: "", State.FAILED: "warm"}
"""How a state's tag looks; the rest is plain."""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One message as staff read it, in the language that is active. Times are UTC."""

    what: str
    channel: str
    recipient: str
    state: str
    look: str
    at: datetime
    """When it was sent, is due, or would have been."""
    address: str
    why: str
    """A sentence where it was not sent, or not yet; otherwise empty."""
    detail: str
    """What the mail server or gateway said."""
    attempts: int


def ledger_of(appointment: Appointment) -> list[LedgerLine]:
    """Everything that was or will be sent about an appointment, in the order of its times."""
    return [_line(row) for row in Message.objects.filter(appointment=appointment).order_by("due_at", "id")]


@dataclass(frozen=True, slots=True)
class Alerts:
    """What a specialist was and will be sent about a client who waits. Times are UTC."""

    last: Message | None
    """The latest that was really sent."""
    next_at: datetime | None


def alerts_of(appointment: Appointment, *, since: datetime) -> Alerts:
    """The alerts about the client who has been waiting `since` then. One query."""
    rows = Message.objects.filter(
        appointment=appointment, kind=Kind.CLIENT_WAITING.value, version=appointment.version
    )
    known = list(rows.filter(created_at__gte=since).order_by("due_at", "id"))
    sent = [row for row in known if row.sent_at is not None]
    waiting = [row.due_at for row in known if row.state == State.DUE.value]
    return Alerts(
        max(sent, key=lambda row: row.sent_at or row.due_at, default=None), min(waiting, default=None)
    )


def _line(row: Message) -> LedgerLine:
    state = State(row.state)
    return LedgerLine(
        what=_what(row),
        channel=str(CHANNELS[ChannelName(row.channel)]),
        recipient=str(RECIPIENTS[Recipient(row.recipient)]),
        state=str(STATES[state]),
        look=LOOKS.get(state, "plain"),
        at=row.sent_at or row.due_at,
        address=row.address,
        why=str(REASONS[Reason(row.reason)]) if row.reason else "",
        detail=row.detail,
        attempts=row.attempts,
    )


def _what(row: Message) -> str:
    kind = Kind(row.kind)
    if kind is not Kind.REMINDER:
        return str(KINDS[kind])
    minutes = row.minutes_before
    hours, rest = divmod(minutes, 60)
    if rest:
        words = ngettext("Reminder, %(n)s minute before", "Reminder, %(n)s minutes before", minutes)
        return words % {"n": minutes}
    return ngettext("Reminder, %(n)s hour before", "Reminder, %(n)s hours before", hours) % {"n": hours}
