"""Pass a signal from one page to the other."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from visavis.booking.models import Appointment
from visavis.calls.errors import StaleSeat
from visavis.calls.models import Seat
from visavis.calls.seats import get_locked_seat
from visavis.calls.services.join import require_admitted
from visavis.live.events import prune_kind
from visavis.people.parties import Party, other_party
from visavis.waiting.events import send_to

SIGNAL = "signal"
SIGNALS_KEPT = timedelta(minutes=5)
"""They hold addresses and passwords for the relay, and a page that was away for longer negotiates anew."""


@transaction.atomic(durable=True)
def send_signal(
    *,
    appointment_id: int,
    party: Party,
    token: str,
    epoch: int,
    seq: int,
    data: dict[str, Any],
    now: datetime,
) -> bool:
    """Put `data` on the other person's stream, for the page load `data["to"]` of theirs.

    Return whether it was passed on: what is meant for a page load that has gone, or says nothing, is
    dropped. Signals and the end of the call may cross, so the appointment is read and not locked.
    Raises `NotAdmitted`, `CallOver`, `StaleSeat`.
    """
    appointment = Appointment.objects.get(pk=appointment_id)
    require_admitted(appointment)
    seat = get_locked_seat(appointment, party)
    if seat is None or not seat.belongs_to(token=token, epoch=epoch):
        raise StaleSeat
    to = data["to"]
    there = Seat.objects.filter(
        appointment=appointment, party=other_party(party).value, epoch=to, left_at__isnull=True
    ).exists()
    if not there or len(data) == 1:
        return False
    send_to(appointment, other_party(party), SIGNAL, now=now, from_epoch=epoch, epoch=to, seq=seq, data=data)
    return True


def prune_signals(*, now: datetime) -> int:
    """Delete the signals that no page needs any more; return how many."""
    return prune_kind(SIGNAL, before=now - SIGNALS_KEPT)
