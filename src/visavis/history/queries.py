"""What a history is made of."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.db.models.functions import Lower

from visavis.booking.lifecycle import OPEN, State
from visavis.booking.models import Appointment
from visavis.history.errors import NoHistory
from visavis.schedule.hours import local_day_bounds

MOST = 200
_NOBODYS = [State.HELD.value, State.EXPIRED.value]
COMING = [state.value for state in OPEN | {State.REQUESTED, State.IN_PROGRESS}]


def booked_with(email: str) -> QuerySet[Appointment]:
    """Every appointment that was booked with this address, and no other of the same person."""
    # Lower, not iexact: that is how the index has it.
    rows = Appointment.objects.alias(email_lower=Lower("client_email")).filter(email_lower=email.lower())
    return rows.exclude(state__in=_NOBODYS).select_related("service", "specialist", "client")


def knows(email: str) -> bool:
    """Whether anything was ever booked with this address."""
    return booked_with(email).exists()


def is_coming(appointment: Appointment, *, now: datetime) -> bool:
    """Whether it is agreed or asked for, and not over."""
    return appointment.state in COMING and appointment.ends_at > now


def coming(email: str, *, now: datetime) -> list[Appointment]:
    """What is agreed or asked for, the next first."""
    rows = booked_with(email).filter(state__in=COMING, ends_at__gt=now)
    return list(rows.order_by("starts_at", "id")[:MOST])


def past(email: str, *, now: datetime) -> list[Appointment]:
    """Everything else, the latest first."""
    rows = booked_with(email).exclude(state__in=COMING, ends_at__gt=now)
    return list(rows.order_by("-starts_at", "-id")[:MOST])


def one_of(email: str, public_id: UUID) -> Appointment:
    """One appointment of this address. Raises `NoHistory` for every other, whether or not it exists."""
    found = booked_with(email).filter(public_id=public_id).first()
    if found is None:
        raise NoHistory
    return found


def next_for_same_client(appointment: Appointment, *, now: datetime) -> Appointment | None:
    """The coming appointment of the same person by the same contact; None where nothing is agreed."""
    return _next_of_same_client(appointment, now=now).first()


def next_of_both(appointment: Appointment, *, now: datetime) -> Appointment | None:
    """The same with the same specialist: whom else a client sees is nobody's but the client's."""
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


def next_of_the_day(appointment: Appointment, *, now: datetime) -> Appointment | None:
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
