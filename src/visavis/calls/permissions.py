"""What staff may do about the outcome of a consultation now. Pure: no database, no clock, no settings.

As in `booking.permissions`, each function answers with None where the action is allowed, and otherwise with
the refusal. Who is in the waiting room or in the call is an argument.
"""

from datetime import datetime, timedelta

from visavis.booking.errors import NotPossibleNow
from visavis.booking.lifecycle import OVER, State
from visavis.booking.permissions import Snapshot
from visavis.calls.errors import ClientCame, ClientIsHere, ReasonMissing, TooEarlyForNoShow
from visavis.lib.errors import DomainError

NO_SHOW_AFTER = timedelta(minutes=10)
"""From how long after the start staff may say that the client did not come."""


def no_show_refusal(
    appointment: Snapshot, *, client_came: bool, client_is_here: bool, now: datetime
) -> DomainError | None:
    """Staff say that the client did not come: ten minutes after the start, of one who never was here."""
    if not appointment.is_active:
        return NotPossibleNow()
    if now < appointment.starts_at + NO_SHOW_AFTER:
        return TooEarlyForNoShow()
    if client_is_here:
        return ClientIsHere()
    return ClientCame() if client_came else None


def end_refusal(appointment: Snapshot) -> DomainError | None:
    """The specialist ends what is going on."""
    return None if appointment.state is State.IN_PROGRESS else NotPossibleNow()


def carrier_refusal(appointment: Snapshot) -> DomainError | None:
    """Staff say who carries a call that is still to come or going on."""
    return None if appointment.by_video and appointment.is_active else NotPossibleNow()


def correct_refusal(appointment: Snapshot, to: State, *, reason: str) -> DomainError | None:
    """Staff correct an outcome to another one, and say why."""
    if not reason.strip():
        return ReasonMissing()
    is_possible = appointment.state in OVER and to in OVER - {appointment.state}
    return None if is_possible else NotPossibleNow()
