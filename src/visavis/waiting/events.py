"""Live events of an appointment for the two people in it, and for the desks."""

from datetime import datetime
from typing import Any

from visavis.booking.models import Appointment
from visavis.live.events import continue_from, emit, last_id
from visavis.live.stream_names import ALL_DESKS, client_stream, desk_stream, specialist_stream
from visavis.people.parties import CALL_PARTIES, Party


def party_stream(appointment: Appointment, party: Party) -> str:
    """The name of the stream that `party` reads. Raises `ValueError` for a guest, who has none yet."""
    match party:
        case Party.CLIENT:
            return client_stream(appointment.public_id, appointment.link_generation)
        case Party.SPECIALIST:
            return specialist_stream(appointment.public_id)
        case Party.GUEST:
            raise ValueError("There is no stream for guests yet")


def continue_client_stream(appointment: Appointment) -> None:
    """Let the client's stream count on from the one before: pages remember how far they have read."""
    before = last_id(client_stream(appointment.public_id, appointment.link_generation - 1))
    continue_from(party_stream(appointment, Party.CLIENT), before)


def send_to(appointment: Appointment, to: Party, kind: str, /, *, now: datetime, **payload: Any) -> None:
    """Append an event to the stream of `to`, in the transaction that makes it true."""
    emit(party_stream(appointment, to), kind, now=now, **payload)


def send_to_both(appointment: Appointment, kind: str, /, *, now: datetime, **payload: Any) -> None:
    """The same for both. Always in one order, so that two senders at once do not lock head-on."""
    for party in CALL_PARTIES:
        send_to(appointment, party, kind, now=now, **payload)


def announce_queue_change(appointment: Appointment, *, now: datetime) -> None:
    """Tell the desks that another client waits there, or in another way.

    The last thing that a transaction does: the stream of all desks is one row,
    and its lock must be held for a moment only.
    """
    for name in (desk_stream(appointment.specialist.public_id), ALL_DESKS):
        emit(name, "queue", now=now)
