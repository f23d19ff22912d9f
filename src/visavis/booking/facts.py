"""The facts that booking publishes. Each carries the locked row itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from visavis.booking.models import Appointment
from visavis.booking.models.terms import TermsAnswer
from visavis.lib.intervals import Interval
from visavis.people.actors import Actor
from visavis.schedule.models import Service


@dataclass(frozen=True, slots=True)
class AppointmentFact:
    """Something happened to `appointment`, done by `by` at `at` (UTC)."""

    appointment: Appointment
    by: Actor
    at: datetime

    @property
    def subject(self) -> tuple[str, UUID]:
        """What the audit files this under."""
        return "appointment", self.appointment.public_id


class SlotHeld(AppointmentFact):
    """A visitor keeps a slot while filling in the form."""


class ConfirmationAsked(AppointmentFact):
    """A visitor's hold is to be confirmed by the link that is sent to the contact they gave."""


class AppointmentRequested(AppointmentFact):
    """A client asks for a time that the specialist has to approve."""


class AppointmentScheduled(AppointmentFact):
    """A time is agreed: booked by a client or by staff."""


class RequestApproved(AppointmentFact):
    """The specialist said yes to a request."""


class RequestDeclined(AppointmentFact):
    """The specialist said no to a request."""


class RequestExpired(AppointmentFact):
    """Nobody answered a request in time."""


class AttendanceConfirmed(AppointmentFact):
    """The client says that they will come."""


@dataclass(frozen=True, slots=True)
class AppointmentMoved(AppointmentFact):
    """The appointment has another time; `before` is the one it had."""

    before: Interval


@dataclass(frozen=True, slots=True)
class TermsAnswered:
    """Staff decided about all appointments that were booked before a change of `service`."""

    service: Service
    answer: TermsAnswer
    by: Actor
    at: datetime

    @property
    def subject(self) -> tuple[str, UUID]:
        """What the audit files this under."""
        return "service", self.service.public_id


class PlaceChanged(AppointmentFact):
    """The service has another place, and the appointment takes it over."""


class TermsKept(AppointmentFact):
    """The service has other terms, and the client is told that the appointment keeps the agreed ones."""


class WallTimeTold(AppointmentFact):
    """A law changed the clocks: the client is told what they show at the appointment's start now."""


class AppointmentCancelled(AppointmentFact):
    """The appointment will not happen."""


class AppointmentReopened(AppointmentFact):
    """What was declined or cancelled is scheduled again."""


@dataclass(frozen=True, slots=True)
class ClientDetailsChanged(AppointmentFact):
    """The client's name, contact, language or zone is another; `links_void` says that no old link opens."""

    links_void: bool


class LinksRevoked(AppointmentFact):
    """All links that were sent are void, for one may have come into other hands; a new one is on its way."""


@dataclass(frozen=True, slots=True)
class LinksWanted:
    """Somebody typed a contact to have the links of its appointments sent again.

    `contact` is encrypted: it may belong to anybody, so no table holds it in clear text.
    """

    contact: str


class AskedBy(StrEnum):
    """Which contact somebody typed to get the link again, and so where it goes."""

    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class LinkAskedFor(AppointmentFact):
    """The personal link of a coming appointment is to be sent again, to the contact it was asked by."""

    asked_by: AskedBy
