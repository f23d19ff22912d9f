"""Pass a signal from one page to the other."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from visavis.booking.models import Appointment
from visavis.calls.errors import StaleSeat
from visavis.calls.models import Seat
from visavis.calls.peers import parties_by_peer_id, peer_id
from visavis.calls.seats import get_locked_seat
from visavis.calls.services.join import require_admitted
from visavis.live.events import prune_kind
from visavis.people.parties import Party
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
    to: str,
) -> bool:
    """Put `data` on the stream of the person with the peer id `to`, for the page load `data["to"]` of theirs.

    Return whether it was passed on: what is meant for nobody here or for a page load that has gone, or says
    nothing, is dropped. Signals and the end of the call may cross, so the appointment is read and not locked.
    Raises `NotAdmitted`, `CallOver`, `StaleSeat`.
    """
    appointment = Appointment.objects.get(pk=appointment_id)
    require_admitted(appointment)
    seat = get_locked_seat(appointment, party)
    if seat is None or not seat.belongs_to(token=token, epoch=epoch):
        raise StaleSeat
    receiver = _receiver(appointment, party, to, epoch=data["to"])
    if receiver is None or len(data) == 1:
        return False
    send_to(
        appointment,
        receiver,
        SIGNAL,
        now=now,
        **{"from": peer_id(appointment, party), "to": peer_id(appointment, receiver), "fromEpoch": epoch},
        seq=seq,
        data=data,
    )
    return True


def _receiver(appointment: Appointment, sender: Party, to: str, *, epoch: int) -> Party | None:
    """The other person of that peer id, whose page load of that epoch is in the call; None without one."""
    party = parties_by_peer_id(appointment).get(to)
    if party is None or party is sender:
        return None
    rows = Seat.objects.filter(appointment=appointment, party=party.value, epoch=epoch, left_at__isnull=True)
    return party if rows.exists() else None


def prune_signals(*, now: datetime) -> int:
    """Delete the signals that no page needs any more; return how many."""
    return prune_kind(SIGNAL, before=now - SIGNALS_KEPT)
