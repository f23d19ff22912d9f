"""The people of our tests: Olena sees clients, Ivan is one, Maria is a stranger."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from secrets import token_hex
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from visavis.booking.lifecycle import Action
from visavis.booking.models import Appointment
from visavis.booking.services import ClientDetails, book_for_client, book_held, hold_slot, prove_contact
from visavis.booking.services.hold import HoldOwner
from visavis.lib.intervals import Interval
from visavis.people.actors import THE_SYSTEM, Actor, ActorKind
from visavis.people.links import LinkSource
from visavis.people.models import Role, Specialist, User
from visavis.practice.models import Practice
from visavis.schedule.models import Service, WeeklyHours

MONDAY = datetime(2026, 12, 7, 6, 0, tzinfo=UTC)
"""Monday 7 December 2026, 8:00 in Kyiv: an hour before Olena's first slot."""

PASSWORD = "a-long-enough-password"
_numbers = count(1)
_PROCESS = token_hex(3)
"""Sets apart who is made by several processes for one database."""

IVAN = ClientDetails(
    name="Ivan Petrenko", email="ivan@example.org", phone="+380501234567", language="uk", zone="Europe/Berlin"
)
MARIA = ClientDetails(
    name="Maria Sydorenko", email="maria@example.org", phone="", language="en", zone="Europe/Kyiv"
)


def practice(**fields: Any) -> Practice:
    defaults = {"name": "Riverside Practice", "phone": "+380441234567", "emergency_line": "Crisis line 7333"}
    row, _ = Practice.objects.update_or_create(pk=1, defaults={**defaults, **fields})
    return row


def staff(role: Role = Role.SPECIALIST, **fields: Any) -> User:
    email = fields.pop("email", f"staff{next(_numbers)}-{_PROCESS}@example.org")
    user = User.objects.create_user(email, None, role=role.value, **{"name": "Staff", **fields})
    user.password = _hashed()
    user.save(update_fields=["password"])
    return user


@cache
def _hashed() -> str:
    """`PASSWORD` as it is stored: made once, for it is slow by design."""
    return make_password(PASSWORD)


def specialist(name: str = "Petro Danylenko", *, hours: bool = True, **fields: Any) -> Specialist:
    """A specialist with an account, who works Monday to Friday from 9 to 17 where they live."""
    user = staff(name=name)
    defaults = {"name": name, "user": user, "email": user.email, "zone": "Europe/Kyiv"}
    row = Specialist.objects.create(**{**defaults, **fields})
    if hours:
        WeeklyHours.objects.bulk_create(
            WeeklyHours(specialist=row, weekday=day, opens_min=9 * 60, closes_min=17 * 60) for day in range(5)
        )
    return row


def olena(**fields: Any) -> Specialist:
    return specialist("Olena Koval", **{"specialty": "Psychologist", "languages": ["uk", "en"], **fields})


def service(of: Specialist, **fields: Any) -> Service:
    """Fifty minutes on the hour, with a ten-minute break after it."""
    defaults = {"name": "Individual session", "duration_min": 50, "step_min": 60, "buffer_after_min": 10}
    return Service.objects.create(specialist=of, **{**defaults, **fields})


def slot(of: Service, start: datetime) -> Interval:
    return of.slot_from(start)


def by(user: User | None = None) -> Actor:
    return Actor(ActorKind.STAFF, user)


def held(of: Service, start: datetime, *, now: datetime = MONDAY, browser: str = "") -> Appointment:
    return hold_slot(
        service=of.public_id,
        start=start,
        owner=HoldOwner(browser or f"browser{next(_numbers)}"),
        keep=timedelta(minutes=10),
        now=now,
    )


def awaiting(
    of: Service, start: datetime, *, details: ClientDetails = IVAN, now: datetime = MONDAY
) -> Appointment:
    """A hold that its client was asked to confirm by the link that was mailed."""
    kept = hold_slot(
        service=of.public_id,
        start=start,
        owner=HoldOwner(f"browser{next(_numbers)}"),
        keep=timedelta(minutes=10),
        now=now,
        confirm_first=True,
    )
    return book_held(appointment_id=kept.pk, details=details, now=now)


def booked(
    of: Service,
    start: datetime,
    *,
    details: ClientDetails = IVAN,
    now: datetime = MONDAY,
    proven: bool = True,
) -> Appointment:
    """An appointment as a client makes it: held, booked, and the link in the mail was used."""
    made = book_held(appointment_id=held(of, start, now=now).pk, details=details, now=now)
    return (
        prove_contact(
            appointment_id=made.pk, source=LinkSource.EMAIL, generation=made.link_generation, now=now
        )
        if proven
        else made
    )


def booked_by_staff(
    of: Service,
    start: datetime,
    *,
    details: ClientDetails = IVAN,
    now: datetime = MONDAY,
    override: bool = True,
) -> Appointment:
    """An appointment at any time, booked by staff."""
    return book_for_client(
        service_id=of.pk, slot=slot(of, start), details=details, by=by(), now=now, override=override
    )


def completed(appointment: Appointment) -> Appointment:
    """The same appointment after a consultation that took its whole time."""
    with transaction.atomic():
        row = Appointment.locked(appointment.pk)
        row.transition(Action.START, by=THE_SYSTEM, now=row.starts_at)
        row.transition(Action.COMPLETE, by=THE_SYSTEM, now=row.ends_at)
    appointment.refresh_from_db()
    return appointment
