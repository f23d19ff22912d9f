"""An appointment's state in words for its client."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from visavis.booking.lifecycle import Absent, State
from visavis.booking.models import Appointment

STATE_LABELS: Mapping[State, str | Promise] = MappingProxyType(
    {
        State.REQUESTED: _("waits for an answer"),
        State.SCHEDULED: _("booked"),
        State.CONFIRMED: _("you said that you come"),
        State.IN_PROGRESS: _("going on now"),
        State.COMPLETED: _("took place"),
        State.NO_SHOW: _("did not take place"),
        State.TECHNICAL_FAILURE: _("the connection did not work"),
        State.DECLINED: _("was not possible"),
        State.CANCELLED: _("cancelled"),
    }
)


def state_label(appointment: Appointment) -> str:
    """The state in a few words, in the active language."""
    if appointment.lifecycle is State.NO_SHOW and appointment.absent == Absent.CLIENT:
        return str(_("we missed you"))
    return str(STATE_LABELS[appointment.lifecycle])
