"""Who may be connected to the media of a call at this moment, whatever they were granted before."""

from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.calls.peers import parties_by_peer_id
from visavis.people.parties import Party
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import Visit


def may_be_connected(room_name: str, peer_id: str, *, provider: str) -> bool:
    """Whether that person has a place in that call, which `provider` carries, now.

    The consultation goes on, is held there and no other way since, they are one of its people, and whoever
    has to be let in was, and was not sent back to the waiting room since.
    """
    running = Appointment.objects.filter(
        room_name=room_name, state=State.IN_PROGRESS.value, call__provider=provider
    )
    appointment = running.first()
    party = parties_by_peer_id(appointment).get(peer_id) if appointment else None
    if party is None or party is Party.SPECIALIST:
        return party is not None
    visits = Visit.objects.filter(appointment=appointment, party=party.value)
    return visits.filter(stage=Stage.ADMITTED.value).exists()
