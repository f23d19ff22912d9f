"""Acknowledge waiting clients: a page of the specialist shows them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from visavis.booking.lifecycle import OPEN
from visavis.booking.models import Appointment
from visavis.people.models import User
from visavis.people.parties import Party
from visavis.waiting.events import send_to
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import Visit

STILL_TRUE = timedelta(seconds=2)
"""What was recorded so lately is not recorded anew: pages ask at each change, and a write costs a commit."""


@transaction.atomic(durable=True)
def acknowledge_visits(*, user: User, now: datetime) -> None:
    """A page of the specialist `user` shows who waits: record it on those visits.

    The client is told "… sees that you are here" for as long as this stays true. A specialist who has the
    desk open while a consultation of theirs should run has come to it, even if the client has not.
    """
    # First: an appointment is always locked before any visit.
    _come_to_what_runs(user, now=now)
    waiting = Visit.objects.filter(
        ~Q(acknowledged_at__gt=now - STILL_TRUE, acknowledged_at__lte=now) | Q(acknowledged_at=None),
        party=Party.CLIENT.value,
        stage=Stage.WAITING.value,
        appointment__specialist__user=user,
    )
    waiting = waiting.select_related("appointment__specialist").order_by("pk")
    shown = list(waiting.select_for_update(of=("self",), no_key=True, skip_locked=True))
    for visit in shown:
        if not visit.is_acknowledged(now=now):
            send_to(
                visit.appointment, Party.CLIENT, "acknowledged", now=now, by=visit.appointment.specialist.name
            )
    if shown:
        rows = Visit.objects.filter(pk__in=[visit.pk for visit in shown])
        rows.update(acknowledged_at=now, acknowledged_by=user)


def _come_to_what_runs(user: User, *, now: datetime) -> None:
    come = Visit.objects.filter(appointment=OuterRef("pk"), party=Party.SPECIALIST.value)
    running = Appointment.objects.filter(
        ~Exists(come),
        specialist__user=user,
        starts_at__lte=now,
        ends_at__gt=now,
        state__in=[state.value for state in OPEN],
    )
    # One that is locked is being decided about at this moment; this page asks again soon.
    running = running.select_for_update(of=("self",), no_key=True, skip_locked=True)
    Visit.objects.bulk_create(
        [
            Visit(
                appointment=appointment,
                party=Party.SPECIALIST.value,
                stage=Stage.WAITING.value,
                entered_at=now,
            )
            for appointment in running
        ],
        ignore_conflicts=True,
    )
