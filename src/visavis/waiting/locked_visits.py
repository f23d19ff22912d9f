"""Steps on visits, shared by the services that take an appointment's row locked."""

from datetime import datetime

from visavis.booking.lifecycle import Action, State
from visavis.booking.models import Appointment
from visavis.lib.facts import publish
from visavis.people.actors import Actor
from visavis.people.parties import Party
from visavis.waiting.events import announce_queue_change, send_to_both
from visavis.waiting.facts import ClientAdmitted
from visavis.waiting.lifecycle import Stage, Step
from visavis.waiting.models import Visit


def get_visit(appointment: Appointment, party: Party) -> Visit:
    """The visit of `party`; an unsaved one where nobody came yet. The appointment must be locked."""
    found = Visit.of(party, appointment.pk)
    return found or Visit(appointment=appointment, party=party.value, stage=Stage.EXPECTED.value)


def mark_entered(visit: Visit, *, now: datetime) -> bool:
    """Write down that the person came; return whether that is news."""
    is_news = visit.lifecycle not in {Stage.WAITING, Stage.ADMITTED}
    visit.move(Step.ENTER)
    if is_news:
        visit.entered_at = now
        visit.admitted_at = visit.answered_at = visit.hold_until = None
        visit.said = ""
    visit.save()
    return is_news


def admit_client(appointment: Appointment, client: Visit, *, by: Actor, now: datetime) -> None:
    """Admit the client: the consultation begins. The appointment must be locked.

    Doing it twice changes nothing. Raises `NotPossibleNow`.
    """
    if client.lifecycle is Stage.ADMITTED and appointment.lifecycle is State.IN_PROGRESS:
        return
    client.move(Step.ADMIT)
    client.admitted_at = now
    client.save()
    Visit.objects.filter(
        appointment=appointment, party=Party.SPECIALIST.value, stage=Stage.WAITING.value
    ).update(stage=Stage.ADMITTED.value, admitted_at=now)
    # One who waits again after an absence comes back into what has begun.
    if appointment.lifecycle is not State.IN_PROGRESS:
        appointment.transition(Action.START, by=by, now=now)
    send_to_both(appointment, "admitted", now=now)
    publish(ClientAdmitted(appointment, by=by, at=now))
    announce_queue_change(appointment, now=now)


def wait_again(client: Visit, *, now: datetime) -> None:
    """The client who was let in waits anew. Raises `NotPossibleNow`."""
    client.move(Step.WAIT_AGAIN)
    client.touch(now=now)
    client.entered_at = now
    client.admitted_at = client.answered_at = client.hold_until = client.acknowledged_at = None
    client.said = ""
    client.save()


def lock_visits(appointment: Appointment) -> None:
    """Keep signs of life waiting until the transaction ends; they lock a visit before anything else."""
    rows = Visit.objects.filter(appointment=appointment).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def close_visits(appointment: Appointment) -> None:
    """Everybody's visit is over. The appointment must be locked."""
    for visit in Visit.objects.filter(
        appointment=appointment, stage__in=[Stage.WAITING.value, Stage.ADMITTED.value]
    ):
        visit.move(Step.CLOSE)
        visit.save(update_fields=["stage"])
