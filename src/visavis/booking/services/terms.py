"""After a change of a service: what becomes of the appointments that were booked before it.

The answer is one short transaction that marks all of them; a job carries it out, one appointment and one
transaction after another. The marks are its queue: what a crash cut off is still marked, what is done is not.
"""

from datetime import datetime

from django.db import transaction

from visavis.booking.booked_otherwise import booked_otherwise, coming
from visavis.booking.errors import TermsChangedAgain
from visavis.booking.facts import PlaceChanged, TermsAnswered, TermsKept
from visavis.booking.lifecycle import CHANGEABLE, Action
from visavis.booking.models import Appointment
from visavis.booking.models.terms import Term, TermsAnswer, terms_digest
from visavis.lib.facts import publish
from visavis.people.actors import Actor
from visavis.schedule.models import Place, Service


@transaction.atomic(durable=True)
def answer_changed_terms(
    *, service_id: int, answer: TermsAnswer, acknowledged: str, by: Actor, now: datetime
) -> int:
    """Answer for all coming appointments that were booked on other terms; how many those were.

    `acknowledged` is the digest of the terms that staff had read. Raises `TermsChangedAgain`.
    """
    service = Service.with_specialist_locked(pk=service_id)
    if acknowledged != terms_digest(service):
        raise TermsChangedAgain
    found = [one.pk for one in booked_otherwise(service, now=now)]
    Appointment.objects.filter(pk__in=found).update(answered_terms=answer.mark(acknowledged))
    if found:
        publish(TermsAnswered(service, answer, by=by, at=now))
    return len(found)


def carry_out_terms_answer(
    *, service_id: int, answer: TermsAnswer, digest: str, by: Actor, now: datetime
) -> int:
    """Do for each marked appointment what was answered for the terms of `digest`; for how many it did."""
    service = Service.objects.get(pk=service_id)
    marked = coming(service, now=now).filter(answered_terms=answer.mark(digest))
    keys = list(marked.order_by("starts_at", "id").values_list("pk", flat=True))
    return sum(_carry_out(key, answer, digest, by=by, now=now) for key in keys)


@transaction.atomic(durable=True)
def _carry_out(appointment_id: int, answer: TermsAnswer, digest: str, *, by: Actor, now: datetime) -> bool:
    appointment = Appointment.locked(appointment_id)
    still = appointment.answered_terms == answer.mark(digest) and appointment.lifecycle in CHANGEABLE
    # Where the service has changed once more, staff are asked once more.
    if not still or terms_digest(appointment.service) != digest:
        return False
    appointment.answered_terms = digest
    if answer is TermsAnswer.USE_PLACE and Term.PLACE in appointment.terms_changed():
        _use_place(appointment, by=by, now=now)
    else:
        appointment.save(update_fields=["answered_terms"])
        publish(TermsKept(appointment, by=by, at=now))
    return True


def _use_place(appointment: Appointment, *, by: Actor, now: datetime) -> None:
    before = _place(appointment)
    appointment.take_place(appointment.service)
    appointment.version += 1
    reason = f"{before} → {_place(appointment)}"[:500]
    appointment.transition(Action.CHANGE_PLACE, by=by, now=now, reason=reason)
    publish(PlaceChanged(appointment, by=by, at=now))


def _place(appointment: Appointment) -> str:
    return Place.VIDEO.value if appointment.by_video else appointment.address
