"""The people of the demo's practice: three specialists, the staff at the desk, and clients."""

from dataclasses import dataclass, field
from typing import Any

from visavis.schedule.models import Door, Place

Hours = tuple[int, int, int]
"""Weekday (Monday is 0), opening and closing minute of the local day."""


@dataclass(frozen=True)
class Specialist:
    """One of the demo's specialists, with what they offer and when."""

    key: str
    name: str
    specialty: str
    about: str
    languages: tuple[str, ...]
    zone: str
    country: str
    hours: tuple[Hours, ...]
    services: tuple[dict[str, Any], ...]
    phone: str
    """Where alerts go, so that the outbox shows one when a client waits."""
    rest: tuple[Hours, ...] = field(default=())
    """Windows that are switched off for now."""


def _days(days: str, *windows: tuple[int, int]) -> tuple[Hours, ...]:
    return tuple((int(day), opens * 60, closes * 60) for day in days for opens, closes in windows)


SPECIALISTS = (
    Specialist(
        key="olena",
        name="Olena Koval",
        specialty="Psychologist",
        about=(
            "I work with anxiety, burnout and difficult choices. In the first session we look at what "
            "brings you here and what should be different; then you decide whether to go on."
        ),
        languages=("uk", "en"),
        zone="Europe/Kyiv",
        country="UA",
        phone="+380671110011",
        hours=_days("01234", (9, 13), (14, 18)),
        rest=_days("5", (10, 13)),
        services=(
            {
                "name": "Individual session",
                "description": "Fifty minutes for what is on your mind.",
                "duration_min": 50, "step_min": 60, "buffer_after_min": 10, "price_label": "1 400 ₴",
            },
            {
                "name": "First consultation",
                "description": "Half an hour to get to know each other, without obligation.",
                "duration_min": 30, "step_min": 30, "buffer_after_min": 10, "price_label": "Free of charge",
                "door": Door.OPEN.value,
            },
        ),
    ),
    Specialist(
        key="thomas",
        name="Thomas Berger",
        specialty="Couples therapist",
        about=(
            "Couples come to me when talking has become hard. I listen to both, and I answer each "
            "request myself, so that we begin only if I can help."
        ),
        languages=("de", "en"),
        zone="Europe/Berlin",
        country="DE",
        phone="+491711100012",
        hours=_days("0123", (10, 14), (15, 19)),
        services=(
            {
                "name": "Couple session",
                "description": "Ninety minutes for two.",
                "duration_min": 90, "step_min": 30, "buffer_before_min": 10, "buffer_after_min": 20,
                "needs_approval": True, "notice_min": 1440, "price_label": "140 €",
            },
            {
                "name": "Session at the practice",
                "description": "Face to face, in a quiet room by the river.",
                "duration_min": 50, "step_min": 60, "buffer_after_min": 10, "price_label": "95 €",
                "place": Place.IN_PERSON.value, "address": "Uferstraße 12, 2nd floor, Berlin",
            },
        ),
    ),
    Specialist(
        key="priya",
        name="Priya Raman",
        specialty="Child and family counsellor",
        about="For parents who wonder whether it is a phase. Bring your questions; your child may come too.",
        languages=("en", "hi"),
        zone="Asia/Kolkata",
        country="IN",
        phone="+919811100013",
        hours=(*_days("1234", (11, 15)), *_days("5", (20, 26))),
        services=(
            {
                "name": "Parent consultation",
                "description": "Forty-five minutes about your child and you.",
                "duration_min": 45, "step_min": 15, "buffer_after_min": 15, "price_label": "€ 45",
                "horizon_days": 90,
            },
        ),
    ),
)  # fmt: skip

DESK = (
    ("admin@demo.example", "Anna Rivers", "admin"),
    ("reception@demo.example", "Max Sommer", "reception"),
)


@dataclass(frozen=True)
class Client:
    """One of the demo's clients."""

    name: str
    email: str
    phone: str
    language: str
    zone: str
    message: str = ""


CLIENTS = (
    Client("Ivan Petrenko", "ivan@demo.example", "+380501110001", "uk", "Europe/Kyiv"),
    Client("Maria Sydorenko", "maria@demo.example", "", "uk", "Europe/Warsaw"),
    Client("Anna Lis", "anna@demo.example", "", "en", "Europe/Berlin", "I would like to talk about work."),
    Client("Petro Danylenko", "petro@demo.example", "+380501110004", "uk", "Europe/Kyiv"),
    Client("Katarina Weiss", "katarina@demo.example", "", "en", "Europe/Berlin"),
    Client("Oleh Tkachuk", "oleh@demo.example", "+380501110006", "ru", "Europe/Kyiv"),
    Client("Sophie Martin", "sophie@demo.example", "", "en", "Europe/Paris", "My son sleeps badly."),
    Client("Daniel Okafor", "daniel@demo.example", "", "en", "Africa/Lagos"),
    Client("Julia Novak", "julia@demo.example", "", "en", "America/New_York"),
    Client("Serhii Bondar", "serhii@demo.example", "+380501110010", "uk", "Europe/Kyiv"),
)
