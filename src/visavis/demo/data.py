"""The demo's practice: specialists, hours, past and coming appointments.

All is written by the product's own services, with `now` set to when it would have happened, so the
demo cannot show what the product would refuse.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path

from django.db import transaction

from visavis.booking.availability import availability_between
from visavis.booking.lifecycle import Absent, Action, State
from visavis.booking.models import Appointment
from visavis.booking.services import (
    ClientDetails,
    approve,
    book_for_client,
    book_held,
    cancel,
    confirm,
    hold_slot,
    move_by_client,
    prove_contact,
)
from visavis.booking.services.hold import HoldOwner
from visavis.demo import personas
from visavis.demo.past_consultations import (
    add_connected_intervals,
    add_regular_client,
    mark_past_messages_sent,
)
from visavis.lib import clock
from visavis.lib.intervals import Interval
from visavis.people.actors import THE_CLIENT, THE_SYSTEM, Actor
from visavis.people.links import LinkSource
from visavis.people.models import Specialist, SpecialistPhoto, User
from visavis.practice.models import Practice
from visavis.schedule.models import HoursOverride, Place, Service, TimeOff, WeeklyHours

PHOTOS = Path(__file__).parent / "photos"
KEEP = timedelta(minutes=10)
DAY = timedelta(days=1)


def load_demo_data() -> None:
    """Fill an empty database with the demo's practice."""
    now = clock.now()
    with transaction.atomic():
        _practice()
        specialists = [_specialist(plan, place) for place, plan in enumerate(personas.SPECIALISTS)]
        _add_exceptions(specialists, now=now)
    clients = cycle(personas.CLIENTS)
    for specialist in specialists:
        for service in specialist.services.all():
            _add_past(service, clients, now=now)
            _add_upcoming(service, clients, now=now)
    regular = specialists[0].services.order_by("position")[0]
    add_regular_client(regular, _details(personas.CLIENTS[0]), now=now)
    mark_past_messages_sent(now=now)


def consultation_now(*, now: datetime) -> Appointment:
    """An appointment that is about to start; an open one made earlier is used again."""
    # A visitor may have renamed the specialists or removed the account of one.
    ours = Service.objects.filter(specialist__user__is_active=True, place=Place.VIDEO.value)
    service = ours.order_by("specialist_id", "position").first()
    if service is None:
        raise LookupError("The demo's data is not loaded.")
    running = Appointment.objects.filter(
        service=service,
        client_email=personas.CLIENTS[0].email,
        state__in=["scheduled", "confirmed"],
        starts_at__gt=now - timedelta(minutes=20),
        starts_at__lt=now + timedelta(minutes=5),
    ).first()
    if running is not None:
        return running
    start = now.replace(second=0, microsecond=0) + timedelta(minutes=2)
    return book_for_client(
        service_id=service.pk,
        slot=service.slot_from(start),
        details=_details(personas.CLIENTS[0]),
        by=THE_SYSTEM,
        now=now,
        override=True,
    )


def _practice() -> None:
    Practice.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Riverside Practice",
            "tagline": "Time to talk, wherever you are.",
            "phone": "+380 44 123 45 67",
            "emergency_line": "In an emergency call 112; crisis line 7333.",
            "reply_to": "desk@demo.example",
            "country": "UA",
        },
    )
    for email, name, role in personas.DESK:
        User.objects.create_user(email, None, name=name, role=role)


def _specialist(plan: personas.Specialist, place: int) -> Specialist:
    email = f"{plan.key}@demo.example"
    specialist = Specialist.objects.create(
        user=User.objects.create_user(email, None, name=plan.name),
        name=plan.name,
        specialty=plan.specialty,
        about=plan.about,
        languages=list(plan.languages),
        zone=plan.zone,
        country=plan.country,
        email=email,
        phone=plan.phone,
        position=place,
    )
    photo = (PHOTOS / f"{plan.key}.webp").read_bytes()
    SpecialistPhoto.objects.create(
        specialist=specialist, webp=photo, digest=hashlib.sha256(photo).hexdigest()[:16]
    )
    WeeklyHours.objects.bulk_create(
        WeeklyHours(specialist=specialist, weekday=day, opens_min=opens, closes_min=closes, active=active)
        for windows, active in ((plan.hours, True), (plan.rest, False))
        for day, opens, closes in windows
    )
    Service.objects.bulk_create(
        Service(specialist=specialist, position=number, **fields)
        for number, fields in enumerate(plan.services)
    )
    return specialist


def _add_exceptions(specialists: list[Specialist], *, now: datetime) -> None:
    """Other hours on one date, a closed date, and time off."""
    olena, thomas, _ = specialists
    today = now.date()
    HoursOverride.objects.create(specialist=thomas, date=today + 9 * DAY)
    HoursOverride.objects.create(
        specialist=olena, date=today + 6 * DAY, opens_min=10 * 60, closes_min=14 * 60
    )
    begins = (now + 3 * DAY).replace(hour=13, minute=0, second=0, microsecond=0)
    TimeOff.objects.create(
        specialist=olena, starts_at=begins, ends_at=begins + timedelta(hours=2), reason="Dentist"
    )


def _add_past(service: Service, clients: Iterator[personas.Client], *, now: datetime) -> None:
    """Three weeks of past consultations; one client did not come."""
    closed = 0
    for number, days in enumerate(range(21, 0, -3)):
        then = now - days * DAY
        appointment = _book(service, next(clients), then, now=then - 5 * DAY, skip=number)
        if appointment is not None and appointment.ends_at < now:
            _approve_if_requested(appointment, now=then - 4 * DAY)
            _complete_or_miss(appointment, missed=closed == 1)
            closed += 1


def _complete_or_miss(appointment: Appointment, *, missed: bool) -> None:
    with transaction.atomic():
        row = Appointment.locked(appointment.pk)
        if missed:
            row.absent = Absent.CLIENT.value
            row.transition(Action.MISS, by=THE_SYSTEM, now=row.ends_at)
        elif row.by_video:
            row.transition(Action.START, by=THE_SYSTEM, now=row.starts_at)
            row.transition(Action.COMPLETE, by=THE_SYSTEM, now=row.ends_at)
            add_connected_intervals(row)
        else:
            row.transition(Action.ATTEND, by=THE_SYSTEM, now=row.ends_at)


def _add_upcoming(service: Service, clients: Iterator[personas.Client], *, now: datetime) -> None:
    """The next two weeks: booked, confirmed, moved, cancelled; two requests without an answer."""
    unanswered = 0
    for number, days in enumerate((0, 1, 1, 2, 4, 7, 8, 11)):
        booked_at = now - timedelta(hours=40 - number)
        appointment = _book(service, next(clients), now + days * DAY, now=booked_at, skip=number % 4)
        if appointment is None:
            continue
        if appointment.lifecycle is State.REQUESTED and unanswered < 2:
            unanswered += 1
            continue
        _approve_if_requested(appointment, now=booked_at + timedelta(hours=1))
        if number in {1, 4}:
            confirm(appointment_id=appointment.pk, now=now - timedelta(hours=3))
        elif number == 5:
            _move_later(appointment, now=now - timedelta(hours=2))
        elif number == 6:
            cancel(appointment_id=appointment.pk, by=THE_CLIENT, now=now - timedelta(hours=1))


def _book(
    service: Service, client: personas.Client, day: datetime, *, now: datetime, skip: int
) -> Appointment | None:
    """Book one of the free times of a day, as the client would have at `now`."""
    slots = availability_between(service, Interval(day, day + DAY), now=now).slots
    if not slots:
        return None
    held = hold_slot(
        service=service.public_id,
        start=slots[min(skip * 2, len(slots) - 1)].start,
        owner=HoldOwner(client.email),
        keep=KEEP,
        now=now,
        zone=client.zone,
    )
    booked = book_held(appointment_id=held.pk, details=_details(client), now=now)
    return prove_contact(
        appointment_id=booked.pk, source=LinkSource.EMAIL, generation=booked.link_generation, now=now
    )


def _approve_if_requested(appointment: Appointment, *, now: datetime) -> None:
    if appointment.lifecycle is State.REQUESTED:
        by = Actor.staff(appointment.specialist.user) if appointment.specialist.user else THE_SYSTEM
        approve(appointment_id=appointment.pk, by=by, now=now)


def _move_later(appointment: Appointment, *, now: datetime) -> None:
    later = Interval(appointment.starts_at + DAY, appointment.starts_at + 4 * DAY)
    slots = availability_between(appointment.service, later, now=now, without=appointment.pk).slots
    if slots:
        move_by_client(appointment_id=appointment.pk, slot=slots[0], now=now)


def _details(client: personas.Client) -> ClientDetails:
    return ClientDetails(
        name=client.name,
        email=client.email,
        phone=client.phone,
        language=client.language,
        zone=client.zone,
        sms=bool(client.phone),
        message=client.message,
    )
