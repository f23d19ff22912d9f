"""What the call does when a consultation is closed."""

from visavis.calls import jobs
from visavis.calls.facts import ConsultationClosed


def close_media(fact: ConsultationClosed) -> None:
    """Leave no room open at the provider, in case a page missed that it is over."""
    jobs.close_room.defer(room=fact.appointment.room_name)
