"""What the call does when a consultation is closed, and when somebody may not sit in it any more."""

from visavis.booking.facts import (
    AppointmentCancelled,
    AppointmentReopened,
    ClientDetailsChanged,
    LinksRevoked,
)
from visavis.calls import jobs
from visavis.calls.facts import CarrierChanged, ConsultationClosed, JoinedWithoutSeat
from visavis.calls.models import Call, ConnectedInterval, Connection, MediaStay, Seat
from visavis.people.parties import Party
from visavis.waiting.facts import ClientEntered, DeviceLetIn


def close_media(fact: ConsultationClosed | AppointmentCancelled) -> None:
    """Leave no room open at the provider, in case a page missed that it is over."""
    call = Call.objects.filter(appointment=fact.appointment).exclude(room="").first()
    if call is not None:
        jobs.close_room.defer(provider=call.provider, room=call.room)


def close_left_room(fact: CarrierChanged) -> None:
    """Nobody stays behind in the room that the call has left."""
    if fact.left.room:
        jobs.close_room.defer(provider=fact.left.provider, room=fact.left.room)


def remove_client(fact: ClientEntered | DeviceLetIn | LinksRevoked | ClientDetailsChanged) -> None:
    """Put the client's page out of a call that it may not sit in any more.

    They wait again to be let in, another device of theirs was let in, or their links are void.
    """
    if isinstance(fact, ClientDetailsChanged) and not fact.links_void:
        return
    if Call.objects.filter(appointment=fact.appointment).exclude(room="").exists():
        jobs.remove_person.defer(
            appointment=fact.appointment.pk, party=Party.CLIENT.value, asked_at=fact.at.isoformat()
        )


def remove_seatless(fact: JoinedWithoutSeat) -> None:
    """Put somebody out who is in the room without a seat; whoever takes one meanwhile stays."""
    jobs.remove_person.defer(
        appointment=fact.appointment.pk, party=fact.party.value, asked_at=fact.at.isoformat()
    )


def forget_call(fact: AppointmentReopened) -> None:
    """What was of a call that was cancelled says nothing about the one that is agreed now."""
    for rows in (ConnectedInterval, Connection, MediaStay, Seat, Call):
        rows.objects.filter(appointment=fact.appointment).delete()
