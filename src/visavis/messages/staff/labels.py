"""How staff's pages call kinds, states, channels and recipients."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from visavis.messages.kinds import Kind, Recipient
from visavis.messages.lifecycle import State
from visavis.notify.port import ChannelName

KINDS: dict[Kind, str | Promise] = {
    Kind.CONFIRM_CONTACT: _("To be confirmed"),
    Kind.SCHEDULED: _("Booked"),
    Kind.REQUESTED: _("Requested"),
    Kind.APPROVED: _("Accepted"),
    Kind.DECLINED: _("Declined"),
    Kind.EXPIRED: _("Request ended"),
    Kind.MOVED: _("Moved"),
    Kind.CANCELLED: _("Cancelled"),
    Kind.PLACE_CHANGED: _("Place changed"),
    Kind.TERMS_KEPT: _("Stays as booked"),
    Kind.CLOCKS_CHANGED: _("Clocks changed by law"),
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
    Recipient.TEAM: _("to reception or an admin"),
}
