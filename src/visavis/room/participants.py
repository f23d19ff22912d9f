"""Who sends a request: the client by the grant of their browser, the specialist by their session."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from visavis.booking.access import appointment_for_client, appointment_for_staff
from visavis.booking.lifecycle import ACTIVE
from visavis.booking.models import Appointment
from visavis.lib import clock
from visavis.live.stream_names import client_bearer, staff_bearer
from visavis.people.access import StaffRequest
from visavis.people.parties import Party
from visavis.room.entered_cookie import device_of
from visavis.waiting.access import is_own
from visavis.waiting.errors import NotYours
from visavis.waiting.models import Visit
from visavis.waiting.services.devices import require_device


@dataclass(frozen=True, slots=True)
class Participant:
    """One of the two people of an appointment."""

    appointment: Appointment
    party: Party

    @property
    def bearer(self) -> str:
        """Whose sockets are counted together, and closed when they may not read any more."""
        user = self.appointment.specialist.user
        if self.party is Party.SPECIALIST and user is not None:
            return staff_bearer(user.public_id)
        return client_bearer(self.appointment.public_id, self.appointment.link_generation)


def client_participant(request: HttpRequest, public_id: UUID) -> Participant:
    """The client, if this browser opened their personal link, and they are not here with another device.

    Raises `NoGrant`, `OnAnotherDevice`.
    """
    appointment = appointment_for_client(request, public_id)
    if request.method != "POST":
        check_device(request, appointment)
    return Participant(appointment, Party.CLIENT)


def check_device(request: HttpRequest, appointment: Appointment) -> None:
    """Raises `OnAnotherDevice` where the client is in the room with another device than this one."""
    if appointment.lifecycle in ACTIVE:
        visit = Visit.of(Party.CLIENT, appointment.pk)
        if visit is not None:
            require_device(visit, device_of(request), now=clock.now())


def specialist_participant(request: StaffRequest, public_id: UUID) -> Participant:
    """The specialist of the appointment, and nobody else: an administrator has no seat in a call.

    Raises `Http404`, `NotYours`.
    """
    appointment = appointment_for_staff(request.user, public_id)
    if not is_own(request.user, appointment):
        raise NotYours
    return Participant(appointment, Party.SPECIALIST)
