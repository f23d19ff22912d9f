"""Who may let a client in."""

from uuid import UUID

from visavis.booking.access import appointment_for_staff
from visavis.booking.models import Appointment
from visavis.people.models import User
from visavis.waiting.errors import NotYours


def may_admit(user: User, appointment: Appointment) -> bool:
    """The appointment's own specialist may, and an administrator."""
    return user.is_admin or is_own(user, appointment)


def is_own(user: User, appointment: Appointment) -> bool:
    """Whether `user` is the specialist of this appointment."""
    return appointment.specialist.user_id == user.pk


def appointment_to_admit(user: User, public_id: UUID) -> Appointment:
    """An appointment whose client `user` may let in. Raises `Http404`, `NotYours`."""
    appointment = appointment_for_staff(user, public_id)
    if not may_admit(user, appointment):
        raise NotYours
    return appointment
