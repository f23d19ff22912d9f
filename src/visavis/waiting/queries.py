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


def visits_by_party(appointment: Appointment) -> dict[Party, Visit]:
    """The visits of an appointment. One query."""
    return {Party(visit.party): visit for visit in Visit.objects.filter(appointment=appointment)}


def waiting_clients(user: User, *, now: datetime) -> list[WaitingClient]:
    """The waiting clients whom `user` should know of, the longest wait first. Two queries.

    A client who left is none of them; a client whose connection is lost is.
    """
    practice = Practice.current()
    patience, others = practice.alert_after, practice.alert_others_after
    rows = Visit.objects.filter(_IN_THE_WAITING_ROOM | _alone_in_the_call(now), party=Party.CLIENT.value)
    rows = rows.filter(left_at__isnull=True)
    rows = rows.select_related("appointment__specialist", "appointment__service")
    if not user.sees_everyone:
        rows = rows.filter(appointment__specialist__user=user)
    return [
        WaitingClient(
            visit=visit,
            presence=visit.presence(now=now),
            minutes=max(0, int((now - (visit.entered_at or now)) / timedelta(minutes=1))),
            own=visit.appointment.specialist.user_id == user.pk,
            answered=visit.is_answered(patience, now=now),
            overdue=now >= max(visit.entered_at or now, visit.appointment.starts_at) + others,
            inside=visit.lifecycle is Stage.ADMITTED,
        )
        for visit in rows.order_by("entered_at", "pk")
    ]


def _alone_in_the_call(now: datetime) -> Q:
    """The clients who are in the call without their specialist, admitted by the open door or by somebody."""
    unmet = Q(appointment__door=Door.OPEN.value) | Q(admitted_at__lte=now - ON_THE_WAY)
    return Q(~_SPECIALIST_SEEN) & _IN_THE_CALL & unmet


def running_consultations(user: User, *, now: datetime) -> list[Appointment]:
    """The user's own consultations that run, with the client in them: what to go back to. One query."""
    rows = Visit.objects.filter(
        Q(_SPECIALIST_SEEN) & _IN_THE_CALL, party=Party.CLIENT.value, appointment__specialist__user=user
    )
    rows = rows.select_related("appointment__specialist", "appointment__service")
    return [visit.appointment for visit in rows.order_by("entered_at", "pk") if visit.is_here(now=now)]


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
        _IN_THE_WAITING_ROOM | _alone_in_the_call(now),
        party=Party.CLIENT.value,
        appointment_id=message.appointment_id,
    ).first()
    if client is None or client.left_at is not None:
        return Relevance.OVER
    return Relevance.HOLDS if client.is_here(now=now) else Relevance.NOT_NOW


def late_clients(user: User, *, now: datetime) -> list[ClientDelay]:
    """The clients who said that they will be late and are not here yet, the next one first. One query."""
    rows = ClientDelay.objects.filter(appointment__state__in=_OPEN, appointment__ends_at__gt=now).exclude(
        appointment__visits__in=Visit.waiting().filter(left_at__isnull=True)
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
