"""Change which services a specialist offers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from visavis.audit.log import log_action
from visavis.people.actors import Actor
from visavis.people.models import Specialist
from visavis.schedule.models import Service


@transaction.atomic(durable=True)
def save_service(service: Service, *, by: Actor, now: datetime) -> Service:
    """Store a new or a changed service. What is booked already keeps its length and its breaks."""
    specialist = Specialist.objects.select_for_update(no_key=True).get(pk=service.specialist_id)
    new = service.pk is None
    if new:
        last = specialist.services.aggregate(last=Max("position"))["last"]
        service.position = 0 if last is None else last + 1
    service.save()
    action = "ServiceAdded" if new else "ServiceChanged"
    log_action(action, by=by, at=now, subject_kind="service", subject=service.public_id)
    return service


@transaction.atomic(durable=True)
def move_up(*, service_id: int, by: Actor, now: datetime) -> None:
    """Swap a service with the one before it in the list that clients see."""
    service = Service.with_specialist_locked(pk=service_id)
    listed = list(Service.objects.filter(specialist_id=service.specialist_id).order_by("position", "id"))
    place = next(number for number, one in enumerate(listed) if one.pk == service.pk)
    if place:
        listed[place - 1 : place + 1] = [listed[place], listed[place - 1]]
        _number(listed)
        log_action("ServicesReordered", by=by, at=now, subject_kind="service", subject=service.public_id)


def _number(listed: Sequence[Service]) -> None:
    for position, service in enumerate(listed):
        service.position = position
    Service.objects.bulk_update(listed, ["position"])
