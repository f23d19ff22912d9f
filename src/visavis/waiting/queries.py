"""Reads about waiting rooms: who waits, who is in a call, who will be late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from visavis.booking.lifecycle import ACTIVE
from visavis.booking.models import Appointment
from visavis.lib.db import WholeRows, sql_texts
from visavis.messages.delivery.relevance import Relevance
from visavis.messages.models import Message
from visavis.people.models import Specialist, User
from visavis.people.parties import Party
from visavis.practice.models import Practice
from visavis.waiting.models import SpecialistDelay, Visit
from visavis.waiting.presence import PRESENCE_GRACE
from visavis.waiting.queue_rows import Booked, PresentClient, present_client, present_clients
from visavis.waiting.rules import is_answered

# By hand, for every page of a waiting client asks every ten seconds how things are.
_VISITS = WholeRows(Visit, where="appointment_id = %s")
_DELAY = WholeRows(SpecialistDelay, where="specialist_id = %s")
_POSITION = f"""
SELECT 1 + count(*)
FROM waiting_visit visit
JOIN booking_appointment appointment ON appointment.id = visit.appointment_id
WHERE visit.stage = 'waiting' AND visit.party = 'client' AND visit.left_at IS NULL
    AND visit.last_seen_at >= %s
    AND appointment.state IN ({sql_texts(ACTIVE)})
    AND appointment.specialist_id = %s AND appointment.starts_at < %s
"""  # noqa: S608  its parts are ours


@dataclass(frozen=True, slots=True)
class WaitingClient:
    """One client in the waiting room, as the desk shows them."""

    client: PresentClient
    minutes: int
    answered: bool
    """The specialist has told them something that still holds."""
    overdue: bool
    """They wait for so long that reception and admins are to hear of it."""

    @property
    def inside(self) -> bool:
        """They wait in the call itself: the door is open, or somebody else let them in."""
        return self.client.is_in_call


@dataclass(frozen=True, slots=True)
class ClientsHere:
    """Who is here at a moment, each list in the order of the waits, the longest first."""

    waiting: list[WaitingClient]
    running: list[Booked]
    """The reader's own consultations that run, with the client in them: what to go back to."""
    asking: list[PresentClient]
    """Where another device wants to come in by the client's link."""


def visits_by_party(appointment: Appointment) -> dict[Party, Visit]:
    """The visits of an appointment. One query."""
    visits = {Party(visit.party): visit for visit in _VISITS.all(appointment.pk)}
    for visit in visits.values():
        visit.appointment = appointment
    return visits


def clients_here(user: User, *, now: datetime) -> ClientsHere:
    """The clients whom `user` should know of: who waits, and the user's own calls. Two queries.

    A client who left is none of them; a client who waits and whose connection is lost is.
    """
    here, practice = ClientsHere([], [], []), Practice.current()
    for client in present_clients(user):
        if client.is_asked_about(now=now):
            here.asking.append(client)
        if client.waits(now=now):
            here.waiting.append(_waiting_client(client, practice, now=now))
        elif (
            client.booked.specialist_user == user.pk and client.has_met_specialist and client.is_here(now=now)
        ):
            here.running.append(client.booked)
    return here


def _waiting_client(client: PresentClient, practice: Practice, *, now: datetime) -> WaitingClient:
    since, patience = client.entered_at or now, practice.alert_after
    return WaitingClient(
        client=client,
        minutes=max(0, int((now - since) / timedelta(minutes=1))),
        answered=is_answered(
            answered_at=client.answered_at, hold_until=client.hold_until, patience=patience, now=now
        ),
        overdue=now >= max(since, client.booked.starts_at) + practice.alert_others_after,
    )


def queue_position(visit: Visit, *, now: datetime) -> int:
    """A waiting client's place in the line for their specialist, counted from 1.

    Those who were booked earlier come first; those who have gone away do not count.
    """
    mine = visit.appointment
    with connection.cursor() as cursor:
        cursor.execute(_POSITION, [now - PRESENCE_GRACE, mine.specialist_id, mine.starts_at])
        (position,) = cursor.fetchone()
    return int(position)


def is_waiting_unanswered(message: Message, now: datetime) -> Relevance:
    """Whether the client of a message is here and waits for the specialist. One query.

    A client who did not say that they go may be back at any moment: a phone that sleeps sends nothing.
    """
    client = present_client(message.appointment_id)
    if client is None or not client.waits(now=now):
        return Relevance.OVER
    return Relevance.HOLDS if client.is_here(now=now) else Relevance.NOT_NOW


def delay_minutes(appointment: Appointment, *, now: datetime) -> int:
    """By how many minutes the specialist said they would be late for this appointment, or 0. One query."""
    late = current_delay(appointment, now=now)
    return late.minutes if late else 0


def current_delay(appointment: Appointment, *, now: datetime) -> SpecialistDelay | None:
    """The specialist's word that they will be late for this appointment, while it holds. One query."""
    late = _DELAY.first(appointment.specialist_id)
    if late is None or not appointment.is_open or not late.said_at < appointment.ends_at:
        return None
    return late if late.minutes and now < late.until and appointment.starts_at <= late.until else None


def specialist_delay(specialist: Specialist, *, now: datetime) -> SpecialistDelay | None:
    """The specialist's word that they run late, while it holds. One query."""
    return SpecialistDelay.objects.filter(specialist=specialist, until__gt=now, minutes__gt=0).first()
