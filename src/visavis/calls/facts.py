"""What the call tells the others."""

from dataclasses import dataclass

from visavis.booking.facts import AppointmentFact
from visavis.people.parties import Party
from visavis.video.port import RoomRef


class ConsultationClosed(AppointmentFact):
    """What became of the consultation is known: completed, missed, or failed."""


class OutcomeCorrected(AppointmentFact):
    """Staff say that the outcome was another one."""


@dataclass(frozen=True, slots=True)
class JoinedWithoutSeat(AppointmentFact):
    """The provider says that somebody is in the room who has no seat in the call."""

    party: Party


@dataclass(frozen=True, slots=True)
class CarrierChanged(AppointmentFact):
    """Staff have this call held browser to browser instead of in the room that it `left`, if it had one."""

    left: RoomRef
