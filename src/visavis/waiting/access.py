"""Who may let a client in."""

from uuid import UUID

from django.core.exceptions import ValidationError

from visavis.booking.access import appointment_for_staff
from visavis.booking.models import Appointment
from visavis.people.models import Role, Specialist, User
from visavis.waiting.errors import NotYours

ROLES_THAT_ADMIT = (Role.ADMIN, Role.SPECIALIST)
"""Who may admit clients; reception only sees who waits."""


def may_admit(user: User, appointment: Appointment) -> bool:
    """The appointment's own specialist may, and an administrator."""
    return may_admit_to(appointment.specialist.user_id, user)


def may_admit_to(specialist_user: int | None, user: User) -> bool:
    """The same, by the key of the specialist's own account."""
    return user.is_admin or specialist_user == user.pk


def is_own(user: User, appointment: Appointment) -> bool:
    """Whether `user` is the specialist of this appointment."""
    return appointment.specialist.user_id == user.pk


def get_appointment_to_admit(user: User, public_id: UUID) -> Appointment:
    """An appointment whose client `user` may let in. Raises `Http404`, `NotYours`."""
    appointment = appointment_for_staff(user, public_id)
    if not may_admit(user, appointment):
        raise NotYours
    return appointment


def may_announce_delay(user: User, specialist: Specialist) -> bool:
    """Specialists say themselves that they run late; an administrator says it for each."""
    return user.is_admin or specialist.user_id == user.pk


def find_specialist_for_delay(user: User, public_id: str) -> Specialist | None:
    """The specialist for whom `user` may say that they run late: an administrator for each."""
    rows = Specialist.objects.filter(active=True)
    if not user.is_admin:
        rows = rows.filter(user=user)
    try:
        return rows.filter(public_id=public_id).first() if public_id else rows.filter(user=user).first()
    except ValidationError:
        return None
