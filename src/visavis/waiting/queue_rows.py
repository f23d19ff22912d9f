"""The clients of whom desks show anything, read by statements of our own.

Each desk asks every few seconds, and at each change all of them at once: the ORM would make the text of its
statements and an object of each row's every table anew each time.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from visavis.booking.lifecycle import ACTIVE, OPEN
from visavis.lib.db import sql_texts
from visavis.people.models import User
from visavis.waiting.lifecycle import PRESENT, Stage
from visavis.waiting.presence import (
    SPEAKS,
    Presence,
    has_met_specialist,
    is_left_alone,
    is_present,
    presence_of,
)


class Booked(NamedTuple):
    """What desks show of an appointment."""

    public_id: UUID
    client_name: str
    starts_at: datetime
    specialist_name: str
    zone: str
    specialist_user: int | None
    service_name: str


class PresentClient(NamedTuple):
    """A client in a waiting room or in a call, who has not said that they go."""

    booked: Booked
    stage: str
    by_open_door: bool
    entered_at: datetime | None
    admitted_at: datetime | None
    last_seen_at: datetime | None
    visible: bool
    answered_at: datetime | None
    hold_until: datetime | None
    camera: str
    microphone: str
    asking_device: str
    specialist_seen_at: datetime | None
    """When the specialist's page in the room was last heard of."""

    @property
    def is_in_call(self) -> bool:
        """Whether they were let in."""
        return self.stage == Stage.ADMITTED

    @property
    def has_met_specialist(self) -> bool:
        """Whether the specialist has been in the call with them."""
        return has_met_specialist(admitted_at=self.admitted_at, specialist_seen_at=self.specialist_seen_at)

    def waits(self, *, now: datetime) -> bool:
        """Whether somebody should come: they are in the waiting room, or alone in the call."""
        return not self.is_in_call or is_left_alone(
            admitted_at=self.admitted_at,
            specialist_seen_at=self.specialist_seen_at,
            by_open_door=self.by_open_door,
            now=now,
        )

    def is_here(self, *, now: datetime) -> bool:
        """Whether they count as present."""
        return is_present(last_seen_at=self.last_seen_at, left_at=None, now=now)

    def presence(self, *, now: datetime) -> Presence:
        """How they are here."""
        return presence_of(last_seen_at=self.last_seen_at, left_at=None, visible=self.visible, now=now)

    def is_asked_about(self, *, now: datetime) -> bool:
        """Whether another device waits for the specialist's word; once this one is silent it just enters."""
        return self.asking_device != "" and self.presence(now=now) in SPEAKS


class LateClient(NamedTuple):
    """A client who said that they will be late."""

    booked: Booked
    minutes: int
    said_at: datetime


_BOOKED = """
    appointment.public_id, appointment.client_name, appointment.starts_at,
    specialist.name, specialist.zone, specialist.user_id, service.name
"""
_WITH_SPECIALIST_AND_SERVICE = """
JOIN people_specialist specialist ON specialist.id = appointment.specialist_id
JOIN schedule_service service ON service.id = appointment.service_id
"""
_SEEN_BY = "(%(everyone)s OR specialist.user_id = %(user)s)"
_PRESENT = f"""
SELECT {_BOOKED}, visit.stage, appointment.door = 'open',
    visit.entered_at, visit.admitted_at, visit.last_seen_at, visit.visible,
    visit.answered_at, visit.hold_until,
    visit.camera, visit.microphone, visit.asking_device, specialists.last_seen_at
FROM waiting_visit visit
JOIN booking_appointment appointment ON appointment.id = visit.appointment_id
{_WITH_SPECIALIST_AND_SERVICE}
LEFT JOIN waiting_visit specialists
    ON specialists.appointment_id = visit.appointment_id AND specialists.party = 'specialist'
WHERE visit.stage IN ({sql_texts(PRESENT)}) AND visit.party = 'client' AND visit.left_at IS NULL
    AND (
        visit.stage = 'waiting' AND appointment.state IN ({sql_texts(ACTIVE)})
        OR visit.stage = 'admitted' AND appointment.state = 'in_progress'
    )
"""  # noqa: S608  its parts are ours
_PRESENT_TO = f"{_PRESENT} AND {_SEEN_BY} ORDER BY visit.entered_at, visit.id"
_PRESENT_AT = f"{_PRESENT} AND visit.appointment_id = %(appointment)s"
_LATE = f"""
SELECT {_BOOKED}, delay.minutes, delay.said_at
FROM waiting_clientdelay delay
JOIN booking_appointment appointment ON appointment.id = delay.appointment_id
{_WITH_SPECIALIST_AND_SERVICE}
WHERE appointment.state IN ({sql_texts(OPEN)}) AND appointment.ends_at > %(now)s
    AND {_SEEN_BY}
    AND NOT EXISTS (
        SELECT FROM waiting_visit visit
        WHERE visit.appointment_id = delay.appointment_id
            AND visit.party = 'client' AND visit.stage = 'waiting' AND visit.left_at IS NULL
    )
ORDER BY appointment.starts_at, delay.id
"""  # noqa: S608  its parts are ours


def present_clients(user: User) -> list[PresentClient]:
    """The clients whom `user` may know of, who came first, first. One query."""
    return [PresentClient(booked, *rest) for booked, rest in _read(_PRESENT_TO, **_seen_by(user))]


def present_client(appointment_id: int | None) -> PresentClient | None:
    """The client of an appointment, if they are in its waiting room or in the call. One query."""
    rows = _read(_PRESENT_AT, appointment=appointment_id)
    return next((PresentClient(booked, *rest) for booked, rest in rows), None)


def late_clients(user: User, *, now: datetime) -> list[LateClient]:
    """The clients who said that they will be late and are not here yet, the next one first. One query."""
    return [LateClient(booked, *rest) for booked, rest in _read(_LATE, **_seen_by(user), now=now)]


def _seen_by(user: User) -> dict[str, Any]:
    return {"everyone": user.sees_everyone, "user": user.pk}


def _read(statement: str, **params: Any) -> Iterator[tuple[Booked, Sequence[Any]]]:
    """What desks show of each row's appointment, and the columns that follow."""
    shown = len(Booked._fields)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        for row in cursor.fetchall():
            yield Booked._make(row[:shown]), row[shown:]
