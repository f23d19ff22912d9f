"""Why a message was not sent, or not yet: a code in the ledger and a sentence for staff."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reason(StrEnum):
    """Codes as stored in the ledger."""

    BOOKED_LATE = "booked_late"
    TOO_LATE = "too_late"
    NO_ADDRESS = "no_address"
    CHANGED = "changed"
    OUTDATED = "outdated"
    CHANNEL_NOT_WANTED = "channel_not_wanted"
    NOT_CONFIGURED = "not_configured"
    REFUSED = "refused"
    OUR_TROUBLE = "our_trouble"
    """The other side refuses everything of ours, not this one recipient."""
    UNREACHABLE = "unreachable"
    GAVE_UP = "gave_up"
    INTERNAL_ERROR = "internal_error"
    ANSWERED = "answered"
    AWAY = "away"
    TOO_MANY = "too_many"
    SMS_SPENT = "sms_spent"
    COSTLY_NUMBER = "costly_number"


RETRIED = frozenset(
    {
        Reason.UNREACHABLE,
        Reason.NOT_CONFIGURED,
        Reason.INTERNAL_ERROR,
        Reason.OUR_TROUBLE,
        Reason.TOO_MANY,
        Reason.SMS_SPENT,
    }
)
"""Reasons for which an attempt is repeated, so that a late message is still due."""

CAPPED = (Reason.TOO_MANY, Reason.SMS_SPENT, Reason.COSTLY_NUMBER)
"""Reasons for which we hold a message back ourselves."""

REASONS: Mapping[Reason, str | Promise] = MappingProxyType(
    {
        Reason.BOOKED_LATE: _("The appointment was booked after this reminder’s time."),
        Reason.TOO_LATE: _("By the time it could be sent it was of no use any more."),
        Reason.NO_ADDRESS: _("There is no address or phone number to send it to."),
        Reason.CHANGED: _("The appointment was changed, and a newer message took its place."),
        Reason.OUTDATED: _("The appointment had changed, so what it says is not true any more."),
        Reason.CHANNEL_NOT_WANTED: _("The client does not want messages by this channel any more."),
        Reason.NOT_CONFIGURED: _("This channel is not set up yet. It is sent once it is."),
        Reason.REFUSED: _("The other side does not accept it. Check the address or phone number."),
        Reason.UNREACHABLE: _("It did not get through. It will be tried again."),
        Reason.GAVE_UP: _("It was tried again and again, until it was of no use any more."),
        Reason.ANSWERED: _("The client was answered before."),
        Reason.AWAY: _("The client’s page was closed or asleep at that moment."),
        Reason.TOO_MANY: _("Visitors made us write to this address too often, so this was held back."),
        Reason.SMS_SPENT: _(
            "The practice’s limit of text messages for one day is reached,"
            " or its half for unconfirmed numbers."
        ),
        Reason.COSTLY_NUMBER: _("Text messages to this kind of number cost too much, so none are sent."),
        Reason.OUR_TROUBLE: _(
            "The mail server or gateway of the practice refuses our messages at the moment. It will be tried"
            " again."
        ),
        Reason.INTERNAL_ERROR: _(
            "It could not be made because of an error in the program. It will be tried again."
        ),
    }
)
