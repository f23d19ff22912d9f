"""Peer ids: by what name a person of an appointment is known in its call, to browsers and to providers.

An id is random and opaque, the same over reloads, seats and devices, and different in every appointment. It
is drawn from the appointment's own random room name and never stored: the page must know its own before
anybody has sat down, and drawing a page writes nothing.
"""

import hashlib
from collections.abc import Mapping

from visavis.booking.models import Appointment
from visavis.people.parties import CALL_PARTIES, Party


def peer_id(appointment: Appointment, party: Party) -> str:
    """The id of `party`: 32 hexadecimal digits."""
    # 122 random bits go in, which only those learn who are granted a place in the room.
    return hashlib.sha256(f"{appointment.room_name} {party.value}".encode()).hexdigest()[:32]


def parties_by_peer_id(appointment: Appointment) -> Mapping[str, Party]:
    """Who each of the ids of an appointment is."""
    return {peer_id(appointment, party): party for party in CALL_PARTIES}


def party_name(appointment: Appointment, party: Party) -> str:
    """What `party` is called, for the others to read. Select the specialist, or this costs a query."""
    return appointment.client_name if party is Party.CLIENT else appointment.specialist.name
