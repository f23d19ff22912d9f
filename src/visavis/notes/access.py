"""Only its author reads and writes a note."""

from uuid import UUID

from django.http import Http404

from visavis.booking.access import appointment_for_staff
from visavis.booking.lifecycle import WITHOUT_CLIENT
from visavis.booking.models import Appointment
from visavis.notes.errors import NotTheAuthor
from visavis.people.models import User
from visavis.people.seal import NotesSealed
from visavis.waiting.access import is_own


def may_write(user: User, appointment: Appointment) -> bool:
    """Only the appointment's own specialist, once there is a client; no administrator, no reception."""
    return is_own(user, appointment) and appointment.lifecycle not in WITHOUT_CLIENT


def appointment_for_author(user: User, public_id: UUID) -> Appointment:
    """An appointment whose notes `user` writes. Raises `Http404`, `NotTheAuthor`, `NotesSealed`."""
    appointment = appointment_for_staff(user, public_id)
    if not is_own(user, appointment):
        raise NotTheAuthor
    if not may_write(user, appointment):
        raise Http404
    if user.notes_sealed_at:
        raise NotesSealed
    return appointment
