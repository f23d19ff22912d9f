"""What the waiting room does when an appointment changes under those who wait."""

from visavis.booking.facts import AppointmentCancelled, AppointmentMoved, ClientDetailsChanged
from visavis.people.parties import Party
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import ClientLateness, Visit
from visavis.waiting.streams import follow_on, queue_changed, tell
from visavis.waiting.visits import close_visits

_STAYING = [Stage.WAITING.value, Stage.ADMITTED.value]


def send_on(fact: AppointmentMoved) -> None:
    """Tell open pages that the time is another, and forget who came to the old one."""
    visits = Visit.objects.filter(appointment=fact.appointment)
    for party in visits.filter(stage__in=_STAYING).order_by("party").values_list("party", flat=True):
        tell(fact.appointment, Party(party), "moved", now=fact.at)
    visits.delete()
    ClientLateness.objects.filter(appointment=fact.appointment).delete()
    queue_changed(fact.appointment, now=fact.at)


def change_streams(fact: ClientDetailsChanged) -> None:
    """Who held a link that is void hears nothing more."""
    if fact.links_void:
        follow_on(fact.appointment)


def send_away(fact: AppointmentCancelled) -> None:
    """Tell open pages that the appointment will not happen."""
    visits = Visit.objects.filter(appointment=fact.appointment, stage__in=_STAYING)
    for party in visits.order_by("party").values_list("party", flat=True):
        tell(fact.appointment, Party(party), "cancelled", now=fact.at)
    close_visits(fact.appointment)
    queue_changed(fact.appointment, now=fact.at)
