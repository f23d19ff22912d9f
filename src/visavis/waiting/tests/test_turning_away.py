"""Turning a client away gives the time back as any other cancellation does."""

from datetime import timedelta

from tests import personas
from tests.personas import MARIA
from visavis.booking.models import Appointment
from visavis.people.actors import Actor
from visavis.people.models import User
from visavis.waiting.services import decline, enter_waiting_room, open_waiting_room
from visavis.waiting.tests.watching import START


def test_it_unmarks_what_overlapped_it_alone_and_itself(appointment: Appointment, her: User) -> None:
    start = appointment.starts_at + timedelta(minutes=30)
    other = personas.booked_by_staff(appointment.service, start, details=MARIA)
    assert other.overbooked
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    open_waiting_room(appointment_id=appointment.pk, now=START)
    gone = decline(appointment_id=appointment.pk, by=Actor.staff(her), reason="ill", now=START)
    assert not gone.overbooked
    assert not Appointment.objects.get(pk=other.pk).overbooked
