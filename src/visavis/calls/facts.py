"""What the call tells the others."""

from dataclasses import dataclass

from visavis.booking.facts import AppointmentFact
from visavis.people.parties import Party


class ConsultationClosed(AppointmentFact):
    """What became of the consultation is known: completed, missed, or failed."""


class OutcomeCorrected(AppointmentFact):
    """Staff say that the outcome was another one."""


@dataclass(frozen=True, slots=True)
class JoinedWithoutSeat(AppointmentFact):
    """The provider says that somebody is in the room who has no seat in the call."""

    party: Party
