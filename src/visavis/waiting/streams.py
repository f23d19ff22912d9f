"""The two live streams of an appointment, one for each person in it."""

from datetime import datetime
from typing import Any

from visavis.booking.models import Appointment
from visavis.live.events import emit
from visavis.people.links import Seat


def stream(appointment: Appointment, seat: Seat) -> str:
    """The name of the stream that the person in `seat` reads."""
    return f"{seat.value}:{appointment.public_id}"


def tell(appointment: Appointment, to: Seat, kind: str, /, *, now: datetime, **payload: Any) -> None:
    """Append an event to the stream of the person in the seat `to`, in the transaction that makes it true."""
    emit(stream(appointment, to), kind, now=now, **payload)


def tell_both(appointment: Appointment, kind: str, /, *, now: datetime, **payload: Any) -> None:
    """The same for both. Always in one order, so that two who tell at once do not lock head-on."""
    for seat in (Seat.CLIENT, Seat.SPECIALIST):
        tell(appointment, seat, kind, now=now, **payload)
