"""Who waits, and for whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from visavis.booking.lifecycle import OPEN
from visavis.booking.models import Appointment
from visavis.people.links import Seat
from visavis.people.models import User
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import GRACE, Presence, Visit

_OPEN = [state.value for state in OPEN]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One client in the waiting room, as the desk shows them."""

    visit: Visit
    presence: Presence
    minutes: int
    own: bool

    @property
    def appointment(self) -> Appointment:
        """What they wait for."""
        return self.visit.appointment


def visits_of(appointment: Appointment) -> dict[Seat, Visit]:
    """Who came to the appointment. One query."""
    return {Seat(visit.seat): visit for visit in Visit.objects.filter(appointment=appointment)}


def who_waits(user: User, *, now: datetime) -> list[Waiting]:
    """The clients whom `user` should know of, the one who waits longest first. One query."""
    rows = Visit.objects.filter(
        seat=Seat.CLIENT.value, stage=Stage.WAITING.value, appointment__state__in=_OPEN
    ).select_related("appointment__specialist", "appointment__service")
    if not user.sees_everyone:
        rows = rows.filter(appointment__specialist__user=user)
    return [
        Waiting(
            visit=visit,
            presence=visit.presence(now=now),
            minutes=max(0, int((now - (visit.entered_at or now)) / timedelta(minutes=1))),
            own=visit.appointment.specialist.user_id == user.pk,
        )
        for visit in rows.order_by("entered_at", "pk")
    ]


def position(visit: Visit, *, now: datetime) -> int:
    """A waiting client's place in the line for their specialist, counted from 1.

    Those who were booked earlier come first; those who have gone away do not count.
    """
    mine = visit.appointment
    ahead = Visit.objects.filter(
        seat=Seat.CLIENT.value,
        stage=Stage.WAITING.value,
        appointment__state__in=_OPEN,
        appointment__specialist_id=mine.specialist_id,
        appointment__starts_at__lt=mine.starts_at,
        left_at__isnull=True,
        last_seen_at__gte=now - GRACE,
    )
    return 1 + ahead.count()
