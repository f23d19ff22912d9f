"""The two live streams of an appointment, one for each person in it, and those of the desks."""

from datetime import datetime
from typing import Any

from visavis.booking.models import Appointment
from visavis.live.events import continue_from, emit, last_id
from visavis.people.models import Specialist
from visavis.people.parties import Party

ALL_DESKS_STREAM = "desk:everyone"
"""What those read who see all specialists' clients."""


def desk_stream(specialist: Specialist) -> str:
    """The name of the stream that this specialist's own desk reads."""
    return f"desk:{specialist.public_id}"


def stream(appointment: Appointment, party: Party) -> str:
    """The name of the stream that `party` reads.

    A client's is another once all links are void: who held one of those goes on listening to a stream in
    which nothing happens any more.
    """
    return _stream(appointment, party, appointment.link_generation)


def continue_client_stream(appointment: Appointment) -> None:
    """Let the client's stream count on from the one before: pages remember how far they have read."""
    before = last_id(_stream(appointment, Party.CLIENT, appointment.link_generation - 1))
    continue_from(stream(appointment, Party.CLIENT), before)


def _stream(appointment: Appointment, party: Party, generation: int) -> str:
    name = f"{party.value}:{appointment.public_id}"
    return f"{name}:{generation}" if party is Party.CLIENT else name


def send_to(appointment: Appointment, to: Party, kind: str, /, *, now: datetime, **payload: Any) -> None:
    """Append an event to the stream of `to`, in the transaction that makes it true."""
    emit(stream(appointment, to), kind, now=now, **payload)


def send_to_both(appointment: Appointment, kind: str, /, *, now: datetime, **payload: Any) -> None:
    """The same for both. Always in one order, so that two who tell at once do not lock head-on."""
    for party in (Party.CLIENT, Party.SPECIALIST):
        send_to(appointment, party, kind, now=now, **payload)


def announce_queue_change(appointment: Appointment, *, now: datetime) -> None:
    """Tell the desks that who waits there, or how, is another.

    The last thing that a transaction does: everybody's desk is one row, and whoever holds it must not wait.
    """
    for name in (desk_stream(appointment.specialist), ALL_DESKS_STREAM):
        emit(name, "queue", now=now)
