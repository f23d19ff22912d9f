"""Reads about waiting rooms: who waits, who is in a call, who will be late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from visavis.booking.lifecycle import ACTIVE, OPEN, State
from visavis.booking.models import Appointment
from visavis.messages.delivery.relevance import Relevance
from visavis.messages.models import Message
from visavis.people.models import Specialist, User
from visavis.people.parties import Party
from visavis.practice.models import Practice
from visavis.schedule.models import Door
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import PRESENCE_GRACE, ClientDelay, Presence, SpecialistDelay, Visit

_OPEN = [state.value for state in OPEN]
_ACTIVE = [state.value for state in ACTIVE]
_IN_THE_WAITING_ROOM = Q(stage=Stage.WAITING.value, appointment__state__in=_ACTIVE)
_IN_THE_CALL = Q(stage=Stage.ADMITTED.value, appointment__state=State.IN_PROGRESS.value)
_SPECIALIST_SEEN = Exists(
    Visit.objects.filter(
        appointment=OuterRef("appointment"),
        party=Party.SPECIALIST.value,
        last_seen_at__gte=OuterRef("admitted_at") - PRESENCE_GRACE,
    )
)
"""The specialist was in the room when the client was let in, or has been since."""
_SHOWN = (
    *("stage", "entered_at", "left_at", "last_seen_at", "visible", "answered_at", "hold_until"),
    *("camera", "microphone", "asking_device"),
    *("appointment__public_id", "appointment__starts_at", "appointment__client_name"),
    *("appointment__specialist__name", "appointment__specialist__zone", "appointment__specialist__user"),
    "appointment__service__name",
)
"""What desks show of a waiting client: each of them asks every few seconds, and for everybody who waits."""
ON_THE_WAY = timedelta(seconds=20)
"""So long after letting somebody in the specialist's page may take to come."""


@dataclass(frozen=True, slots=True)
class WaitingClient:
    """One client in the waiting room, as the desk shows them."""

    visit: Visit
    presence: Presence
    minutes: int
    own: bool
    answered: bool
    """The specialist has told them something that still holds."""
    overdue: bool
    """They wait for so long that reception and admins are to hear of it."""
    inside: bool
    """They wait in the call itself: the door is open, or somebody else let them in."""

    @property
    def appointment(self) -> Appointment:
        """What they wait for."""
        return self.visit.appointment


@dataclass(frozen=True, slots=True)
class ClientsHere:
    """Who is here at a moment, each list in the order of the waits, the longest first."""

    waiting: list[WaitingClient]
    running: list[Appointment]
    """The reader's own consultations that run, with the client in them: what to go back to."""
    asking: list[Visit]
    """Where another device wants to come in by the client's link."""


def visits_by_party(appointment: Appointment) -> dict[Party, Visit]:
    """The visits of an appointment. One query."""
    return {Party(visit.party): visit for visit in Visit.objects.filter(appointment=appointment)}


def clients_here(user: User, *, now: datetime) -> ClientsHere:
    """The clients whom `user` should know of: who waits, and the user's own calls. Two queries.

    A client who left is none of them; a client who waits and whose connection is lost is.
    """
    own_call = Q(specialist_seen=True, appointment__specialist__user=user)
    rows = Visit.objects.annotate(specialist_seen=_SPECIALIST_SEEN).filter(
        _IN_THE_WAITING_ROOM | (_IN_THE_CALL & (own_call | _alone(now) | ~Q(asking_device=""))),
        party=Party.CLIENT.value,
    )
    rows = rows.filter(left_at__isnull=True)
    rows = rows.select_related("appointment__specialist", "appointment__service").only(*_SHOWN)
    if not user.sees_everyone:
        rows = rows.filter(appointment__specialist__user=user)
    here, practice = ClientsHere([], [], []), Practice.current()
    for visit in rows.order_by("entered_at", "pk"):
        if visit.is_asked_about(now=now):
            here.asking.append(visit)
        if not (visit.lifecycle is Stage.ADMITTED and visit.specialist_seen):
            here.waiting.append(_waiting_client(visit, practice, user, now=now))
        elif visit.is_here(now=now) and visit.appointment.specialist.user_id == user.pk:
            here.running.append(visit.appointment)
    return here


def _waiting_client(visit: Visit, practice: Practice, user: User, *, now: datetime) -> WaitingClient:
    since = visit.entered_at or now
    return WaitingClient(
        visit=visit,
        presence=visit.presence(now=now),
        minutes=max(0, int((now - since) / timedelta(minutes=1))),
        own=visit.appointment.specialist.user_id == user.pk,
        answered=visit.is_answered(practice.alert_after, now=now),
        overdue=now >= max(since, visit.appointment.starts_at) + practice.alert_others_after,
        inside=visit.lifecycle is Stage.ADMITTED,
    )


def _alone(now: datetime) -> Q:
    """Without their specialist in a call: admitted by the open door, or by somebody a while ago."""
    unmet = Q(appointment__door=Door.OPEN.value) | Q(admitted_at__lte=now - ON_THE_WAY)
    return Q(~_SPECIALIST_SEEN) & unmet


def queue_position(visit: Visit, *, now: datetime) -> int:
    """A waiting client's place in the line for their specialist, counted from 1.

    Those who were booked earlier come first; those who have gone away do not count.
    """
    mine = visit.appointment
    ahead = Visit.objects.filter(
        party=Party.CLIENT.value,
        stage=Stage.WAITING.value,
        appointment__state__in=_ACTIVE,
        appointment__specialist_id=mine.specialist_id,
        appointment__starts_at__lt=mine.starts_at,
        left_at__isnull=True,
        last_seen_at__gte=now - PRESENCE_GRACE,
    )
    return 1 + ahead.count()


def is_waiting_unanswered(message: Message, now: datetime) -> Relevance:
    """Whether the client of a message is here and waits for the specialist. One query.

    A client who did not say that they go may be back at any moment: a phone that sleeps sends nothing.
    """
    client = Visit.objects.filter(
        _IN_THE_WAITING_ROOM | (_IN_THE_CALL & _alone(now)),
        party=Party.CLIENT.value,
        appointment_id=message.appointment_id,
    ).first()
    if client is None or client.left_at is not None:
        return Relevance.OVER
    return Relevance.HOLDS if client.is_here(now=now) else Relevance.NOT_NOW


def late_clients(user: User, *, now: datetime) -> list[ClientDelay]:
    """The clients who said that they will be late and are not here yet, the next one first. One query."""
    here = Visit.waiting().filter(appointment=OuterRef("appointment"), left_at__isnull=True)
    rows = ClientDelay.objects.filter(
        ~Exists(here), appointment__state__in=_OPEN, appointment__ends_at__gt=now
    )
    if not user.sees_everyone:
        rows = rows.filter(appointment__specialist__user=user)
    rows = rows.select_related("appointment__specialist", "appointment__service")
    return list(rows.order_by("appointment__starts_at", "pk"))


def delay_minutes(appointment: Appointment, *, now: datetime) -> int:
    """By how many minutes the specialist said they would be late for this appointment, or 0. One query."""
    late = current_delay(appointment, now=now)
    return late.minutes if late else 0


def current_delay(appointment: Appointment, *, now: datetime) -> SpecialistDelay | None:
    """The specialist's word that they will be late for this appointment, while it holds. One query."""
    late = SpecialistDelay.objects.filter(specialist=appointment.specialist_id).first()
    if late is None or not appointment.is_open or not late.said_at < appointment.ends_at:
        return None
    return late if late.minutes and now < late.until and appointment.starts_at <= late.until else None


def specialist_delay(specialist: Specialist, *, now: datetime) -> SpecialistDelay | None:
    """The specialist's word that they run late, while it holds. One query."""
    return SpecialistDelay.objects.filter(specialist=specialist, until__gt=now, minutes__gt=0).first()
