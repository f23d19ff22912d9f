"""What the call does when a consultation is closed."""

from visavis.booking.facts import AppointmentReopened
from visavis.calls import jobs
from visavis.calls.facts import ConsultationClosed
from visavis.calls.models import ConnectedInterval, Connection, Seat


def close_media(fact: ConsultationClosed) -> None:
    """Leave no room open at the provider, in case a page missed that it is over."""
    jobs.close_room.defer(room=fact.appointment.room_name)


def forget_call(fact: AppointmentReopened) -> None:
    """What was of a call that was cancelled says nothing about the one that is agreed now."""
    for rows in (ConnectedInterval, Connection, Seat):
        rows.objects.filter(appointment=fact.appointment).delete()
