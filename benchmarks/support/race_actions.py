"""Actions of racers: each function is one action of one person on a slot. Instants are ISO text."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from visavis.booking.availability import nearest_slots
from visavis.booking.errors import BookingRefused
from visavis.booking.models import Appointment
from visavis.booking.proof_of_work import Proof
from visavis.booking.services import (
    ClientDetails,
    book_directly,
    book_held,
    cancel,
    confirm_contact,
    expire_holds,
    hold_slot,
    move_by_client,
)
from visavis.booking.services.hold import HoldOwner
from visavis.lib.errors import DomainError
from visavis.lib.intervals import Interval
from visavis.people.actors import THE_CLIENT
from visavis.people.links import LinkSource
from visavis.schedule.models import Service

KEEP = timedelta(minutes=10)


class NoAlternatives(DomainError):
    """A racer was refused and nothing else was offered."""

    code = "no_alternatives"


def hold(service_id: int, start: str, now: str, browser: str) -> int:
    """Hold a slot; return the appointment's key."""
    service = Service.objects.get(pk=service_id).public_id
    starts, at = datetime.fromisoformat(start), datetime.fromisoformat(now)
    return hold_slot(service=service, start=starts, owner=HoldOwner(browser), keep=KEEP, now=at).pk


def hold_or_alternatives(service_id: int, start: str, now: str, browser: str) -> int:
    """Hold a slot; who is refused is offered other times, freshly computed and free."""
    try:
        return hold(service_id, start, now, browser)
    except BookingRefused:
        service = Service.objects.select_related("specialist").get(pk=service_id)
        wanted = _slot(service, start)
        offered = nearest_slots(service, wanted.start, now=datetime.fromisoformat(now))
        if not offered or any(slot.overlaps(wanted) for slot in offered):
            raise NoAlternatives from None
        raise


def hold_and_book(service_id: int, start: str, now: str, browser: str) -> int:
    """Hold a slot and book it."""
    return book(hold(service_id, start, now, browser), now, browser)


def book(appointment_id: int, now: str, name: str) -> int:
    """Book what is held."""
    at = datetime.fromisoformat(now)
    return book_held(appointment_id=appointment_id, details=_details(name), now=at).pk


def book_with_proof(appointment_id: int, now: str, name: str, challenge: str) -> int:
    """Book what is held with the proof of work that `challenge` names."""
    at = datetime.fromisoformat(now)
    proof = Proof(challenge, at + KEEP, computed=True)
    return book_held(appointment_id=appointment_id, details=_details(name), proof=proof, now=at).pk


def confirm(appointment_id: int, now: str) -> int:
    """Confirm what is held by the link that was mailed."""
    at = datetime.fromisoformat(now)
    return confirm_contact(appointment_id=appointment_id, source=LinkSource.EMAIL, generation=1, now=at).pk


def expire(now: str) -> int:
    """Expire what ran out, as the job does; return how many."""
    return expire_holds(now=datetime.fromisoformat(now))


def book_in_one(service_id: int, start: str, now: str, name: str) -> int:
    """Book a slot without holding it before, as a program does."""
    service = Service.objects.get(pk=service_id).public_id
    return book_directly(
        service=service,
        start=datetime.fromisoformat(start),
        details=_details(name),
        owner=HoldOwner(name),
        now=datetime.fromisoformat(now),
    ).pk


def move(appointment_id: int, start: str, now: str) -> int:
    """Move an appointment to another start."""
    service = Appointment.objects.select_related("service").get(pk=appointment_id).service
    slot = _slot(service, start)
    return move_by_client(appointment_id=appointment_id, slot=slot, now=datetime.fromisoformat(now)).pk


def cancel_appointment(appointment_id: int, now: str) -> int:
    """Cancel an appointment."""
    return cancel(appointment_id=appointment_id, by=THE_CLIENT, now=datetime.fromisoformat(now)).pk


def run_action(action: str, *args: Any) -> int:
    """Run the action called `action`: a round in which racers do different things."""
    actions: dict[str, Callable[..., int]] = {
        "hold": hold,
        "hold_and_book": hold_and_book,
        "book": book,
        "confirm": confirm,
        "expire": expire,
        "book_in_one": book_in_one,
        "move": move,
        "cancel": cancel_appointment,
    }
    return actions[action](*args)


def _details(name: str) -> ClientDetails:
    return ClientDetails(name=name, email=f"{name}@example.org", phone="", language="en", zone="Europe/Kyiv")


def _slot(service: Service, start: str) -> Interval:
    return service.slot_from(datetime.fromisoformat(start))
