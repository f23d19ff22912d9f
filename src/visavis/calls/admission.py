"""Whether a client who was let in once has to be let in again, and sending them back to the waiting room."""

from datetime import datetime

from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.calls.models import Seat
from visavis.calls.seats import end_media
from visavis.lib.facts import publish
from visavis.people.actors import THE_CLIENT
from visavis.people.parties import CALL_PARTIES, Party
from visavis.waiting.events import announce_queue_change, send_to_both
from visavis.waiting.facts import ClientEntered
from visavis.waiting.lifecycle import Stage
from visavis.waiting.locked_visits import wait_again
from visavis.waiting.models import Visit
from visavis.waiting.presence import PRESENCE_GRACE
from visavis.waiting.rules import is_away_too_long


def client_waits_again(appointment: Appointment, client: Visit, *, by: Party, now: datetime) -> bool:
    """Whether the client waits in a consultation that has begun; asked by their own page: or will have to."""
    if appointment.lifecycle is not State.IN_PROGRESS:
        return False
    if client.lifecycle is Stage.WAITING:
        return True
    return by is Party.CLIENT and must_wait_again(appointment, client, now=now)


def must_wait_again(appointment: Appointment, client: Visit, *, now: datetime) -> bool:
    """Whether a client who was let in and comes back now has to wait to be let in again.

    They were away for more than ten minutes after the planned end, or their specialist sits in another call.
    One query, for a client who is not here.
    """
    if client.lifecycle is not Stage.ADMITTED or client.is_here(now=now):
        return False
    away = is_away_too_long(
        ends_at=appointment.ends_at, last_present_at=client.last_present_at or client.admitted_at, now=now
    )
    return away or _specialist_is_elsewhere(appointment, now=now)


def send_back_to_waiting_room(appointment: Appointment, client: Visit, *, now: datetime) -> None:
    """The client waits again and their page shows it; whoever sits in the call leaves it.

    The appointment must be locked.
    """
    wait_again(client, now=now)
    for party in CALL_PARTIES:
        end_media(appointment, party, now=now)
    Seat.objects.filter(appointment=appointment, left_at__isnull=True).update(left_at=now)
    send_to_both(appointment, "waits_again", now=now)
    publish(ClientEntered(appointment, by=THE_CLIENT, at=now))
    announce_queue_change(appointment, now=now)


def _specialist_is_elsewhere(appointment: Appointment, *, now: datetime) -> bool:
    """Whether the specialist sits in another consultation now."""
    others = Seat.objects.filter(
        party=Party.SPECIALIST.value,
        left_at__isnull=True,
        seen_at__gte=now - PRESENCE_GRACE,
        appointment__specialist_id=appointment.specialist_id,
        appointment__state=State.IN_PROGRESS.value,
    )
    return others.exclude(appointment=appointment).exists()
