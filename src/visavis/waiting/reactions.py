"""What the waiting room does when the appointment of a waiting client changes."""

from visavis.booking.facts import (
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentReopened,
    ClientDetailsChanged,
    LinksRevoked,
)
from visavis.live.stream_names import client_bearer
from visavis.live.subscribe import disconnect
from visavis.people.parties import Party
from visavis.waiting.events import announce_queue_change, continue_client_stream, send_to
from visavis.waiting.lifecycle import Stage
from visavis.waiting.locked_visits import close_visits
from visavis.waiting.models import ClientDelay, Visit

_STAYING = [Stage.WAITING.value, Stage.ADMITTED.value]


def reset_waiting_room(fact: AppointmentMoved) -> None:
    """Tell open pages that the time has changed, and delete the visits to the old time."""
    visits = Visit.objects.filter(appointment=fact.appointment)
    for party in visits.filter(stage__in=_STAYING).order_by("party").values_list("party", flat=True):
        send_to(fact.appointment, Party(party), "moved", now=fact.at)
    visits.delete()
    ClientDelay.objects.filter(appointment=fact.appointment).delete()
    announce_queue_change(fact.appointment, now=fact.at)


def forget_visits(fact: AppointmentReopened) -> None:
    """Nobody has come yet to what is agreed again: who waited and was declined has not entered."""
    Visit.objects.filter(appointment=fact.appointment).delete()


def renew_client_stream(fact: ClientDetailsChanged | LinksRevoked) -> None:
    """Give the client a new stream once their links are void: a holder of an old link hears nothing more."""
    if isinstance(fact, LinksRevoked) or fact.links_void:
        continue_client_stream(fact.appointment)
        # Whoever was in the room by an old link is not any more: the first with a new one comes in.
        visits = Visit.objects.filter(appointment=fact.appointment, party=Party.CLIENT.value)
        visits.update(device="", asking_device="")
        disconnect(client_bearer(fact.appointment.public_id, fact.appointment.link_generation - 1))


def close_waiting_room(fact: AppointmentCancelled) -> None:
    """Tell open pages that the appointment will not happen."""
    visits = Visit.objects.filter(appointment=fact.appointment, stage__in=_STAYING)
    for party in visits.order_by("party").values_list("party", flat=True):
        send_to(fact.appointment, Party(party), "cancelled", now=fact.at)
    close_visits(fact.appointment)
    announce_queue_change(fact.appointment, now=fact.at)
