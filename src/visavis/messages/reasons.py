"""Why a message was not sent, or not yet: a code in the ledger, a sentence for staff."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reason(StrEnum):
    """Codes as the ledger keeps them."""

    BOOKED_LATE = "booked_late"
    TOO_LATE = "too_late"
    NO_ADDRESS = "no_address"
    CHANGED = "changed"
    NOT_TRUE_ANY_MORE = "not_true_any_more"
    CHANNEL_NOT_WANTED = "channel_not_wanted"
    NOT_CONFIGURED = "not_configured"
    REFUSED = "refused"
    NOT_REACHED = "not_reached"
    GAVE_UP = "gave_up"
    OUR_MISTAKE = "our_mistake"
    ANSWERED = "answered"


TROUBLE = frozenset({Reason.NOT_REACHED, Reason.NOT_CONFIGURED, Reason.OUR_MISTAKE})
"""Why a message that should have gone out long ago is still due."""

REASONS: Mapping[Reason, str | Promise] = MappingProxyType(
    {
        Reason.BOOKED_LATE: _("The appointment was booked after this reminder’s time."),
        Reason.TOO_LATE: _("By the time it could be sent it was of no use any more."),
        Reason.NO_ADDRESS: _("There is no address or phone number to send it to."),
        Reason.CHANGED: _("The appointment was changed, and a newer message took its place."),
        Reason.NOT_TRUE_ANY_MORE: _("The appointment had changed, so what it says is not true any more."),
        Reason.CHANNEL_NOT_WANTED: _("The client does not want messages by this channel any more."),
        Reason.NOT_CONFIGURED: _("This channel is not set up yet. It is sent once it is."),
        Reason.REFUSED: _("The other side does not accept it. Check the address or phone number."),
        Reason.NOT_REACHED: _("It did not get through. It will be tried again."),
        Reason.GAVE_UP: _("It was tried again and again, until it was of no use any more."),
        Reason.ANSWERED: _("The client was answered before."),
        Reason.OUR_MISTAKE: _(
            "It could not be made because of an error in the program. It will be tried again."
        ),
    }
)
