"""Appointments to come that were booked on other terms than their service has now."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from visavis.booking.lifecycle import CHANGEABLE
from visavis.booking.models import Appointment
from visavis.booking.models.terms import TERMS, answered_marks, terms_digest
from visavis.schedule.models import Service


def booked_otherwise(service: Service, *, now: datetime) -> list[Appointment]:
    """Those of `service` whose client would notice a difference, and that staff have not answered yet.

    One query, soonest first.
    """
    same = Q(**{name: getattr(service, name) for name in TERMS})
    as_long = Q(ends_at=F("starts_at") + service.duration)
    rows = coming(service, now=now).exclude(same & as_long)
    rows = rows.exclude(answered_terms__in=answered_marks(terms_digest(service)))
    found = rows.select_related("service", "specialist", "client").order_by("starts_at", "id")
    return [row for row in found if row.terms_changed()]


def coming(service: Service, *, now: datetime) -> QuerySet[Appointment]:
    """The appointments of `service` that are agreed or asked for and have not begun."""
    return Appointment.objects.filter(
        service=service, state__in=[state.value for state in CHANGEABLE], starts_at__gt=now
    )
