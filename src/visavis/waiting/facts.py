"""What the waiting room tells the others."""

from dataclasses import dataclass
from datetime import datetime

from visavis.booking.facts import AppointmentFact


class ClientEntered(AppointmentFact):
    """The client is in the waiting room."""


class ClientLeft(AppointmentFact):
    """The client went away from the waiting room, and said so."""


@dataclass(frozen=True, slots=True)
class ClientMessaged(AppointmentFact):
    """The specialist sent the waiting client a message, which holds `until` then. UTC."""

    until: datetime


class DeviceAsked(AppointmentFact):
    """Another device wants to come in by the client's link while the client is here."""


class DeviceLetIn(AppointmentFact):
    """The specialist let that device in, in place of the first."""


class ClientAdmitted(AppointmentFact):
    """The client was let in: the consultation is in progress."""


@dataclass(frozen=True, slots=True)
class ClientRunsLate(AppointmentFact):
    """The client will be late by so many minutes."""

    minutes: int


@dataclass(frozen=True, slots=True)
class SpecialistRunsLate(AppointmentFact):
    """The specialist will be late by so many minutes, and this client is not on a page that says so."""

    minutes: int
