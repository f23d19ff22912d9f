"""The appointments of a history."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.db.models.functions import Lower

from visavis.booking.lifecycle import ACTIVE, CHANGEABLE, OPEN, WITHOUT_CLIENT
from visavis.booking.models import Appointment
from visavis.history.errors import NoHistory
from visavis.schedule.hours import local_day_bounds

MOST = 200
_WITHOUT_CLIENT = [state.value for state in WITHOUT_CLIENT]
UPCOMING = [state.value for state in ACTIVE | CHANGEABLE]


def booked_with_email(email: str) -> QuerySet[Appointment]:
    """Every appointment that was booked with this address, and no other of the same person."""
    # Lower, not iexact: that is how the index has it.
    rows = Appointment.objects.alias(email_lower=Lower("client_email")).filter(email_lower=email.lower())
    return rows.exclude(state__in=_WITHOUT_CLIENT).select_related("service", "specialist", "client")


def has_bookings(email: str) -> bool:
    """Whether anything was ever booked with this address."""
    return booked_with_email(email).exists()


def is_upcoming(appointment: Appointment, *, now: datetime) -> bool:
    """Whether it is agreed or asked for, and not over."""
    return appointment.state in UPCOMING and appointment.ends_at > now


def upcoming(email: str, *, now: datetime) -> list[Appointment]:
    """What is agreed or asked for, the next first."""
    rows = booked_with_email(email).filter(state__in=UPCOMING, ends_at__gt=now)
    return list(rows.order_by("starts_at", "id")[:MOST])


def past(email: str, *, now: datetime) -> list[Appointment]:
    """Everything else, the latest first."""
    rows = booked_with_email(email).exclude(state__in=UPCOMING, ends_at__gt=now)
    return list(rows.order_by("-starts_at", "-id")[:MOST])


def appointment_of_email(email: str, public_id: UUID) -> Appointment:
    """One appointment of this address. Raises `NoHistory` for every other, whether or not it exists."""
    found = booked_with_email(email).filter(public_id=public_id).first()
    if found is None:
        raise NoHistory
    return found


def next_for_same_client(appointment: Appointment, *, now: datetime) -> Appointment | None:
    """The coming appointment of the same person with the same contact; None if nothing is booked."""
    return _next_of_same_client(appointment, now=now).first()


def next_with_same_specialist(appointment: Appointment, *, now: datetime) -> Appointment | None:
    """The same, with this specialist only: other specialists of a client are the client's own business."""
    return _next_of_same_client(appointment, now=now).filter(specialist=appointment.specialist).first()


def _next_of_same_client(appointment: Appointment, *, now: datetime) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(
        client=appointment.client,
        client_email__iexact=appointment.client_email,
        client_phone=appointment.client_phone,
        state__in=[state.value for state in OPEN],
        starts_at__gt=now,
    )
    return rows.select_related("service", "specialist").order_by("starts_at", "id")


def next_client_today(appointment: Appointment, *, now: datetime) -> Appointment | None:
    """Who comes to the same specialist next, on the local day of `now`."""
    zone = ZoneInfo(appointment.specialist.zone)
    today = local_day_bounds(now.astimezone(zone).date(), zone)
    rows = Appointment.objects.filter(
        specialist=appointment.specialist,
        state__in=[state.value for state in OPEN],
        starts_at__gt=now,
        starts_at__lt=today.end,
    )
    return rows.select_related("service", "specialist").order_by("starts_at", "id").first()
