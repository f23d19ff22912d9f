"""Presses that are repeated by a program: they ring nobody again and leave no rows without end."""

import pytest

from visavis.booking.models import Appointment
from visavis.live.models import Event
from visavis.messages.models import Message
from visavis.waiting.errors import TooManyAnnouncements, TooManyEntries
from visavis.waiting.rules import MAX_ANNOUNCED_DELAYS, MAX_ENTRIES
from visavis.waiting.services import announce_client_delay, enter_waiting_room, leave_waiting_room
from visavis.waiting.tests.watching import MINUTE, START

pytestmark = pytest.mark.django_db


def test_who_enters_and_leaves_in_a_loop_is_asked_to_wait(appointment: Appointment) -> None:
    for _ in range(MAX_ENTRIES):
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        leave_waiting_room(appointment_id=appointment.pk, now=START)
    before = Message.objects.count(), Event.objects.count()
    for _ in range(3):
        with pytest.raises(TooManyEntries):
            enter_waiting_room(appointment_id=appointment.pk, now=START)
        leave_waiting_room(appointment_id=appointment.pk, now=START)
    assert (Message.objects.count(), Event.objects.count()) == before
    assert enter_waiting_room(appointment_id=appointment.pk, now=START + 15 * MINUTE).left_at is None


def test_who_is_inside_presses_as_often_as_they_like(appointment: Appointment) -> None:
    for _ in range(3 * MAX_ENTRIES):
        enter_waiting_room(appointment_id=appointment.pk, now=START)
    assert Event.objects.filter(kind="entered").count() == 1


def test_delays_announced_in_a_loop_reach_the_desk_a_few_times(appointment: Appointment) -> None:
    for minutes in range(MAX_ANNOUNCED_DELAYS):
        announce_client_delay(appointment_id=appointment.pk, minutes=minutes + 5, now=START)
    with pytest.raises(TooManyAnnouncements):
        announce_client_delay(appointment_id=appointment.pk, minutes=30, now=START)
    assert Event.objects.filter(kind="client_late").count() == MAX_ANNOUNCED_DELAYS


def test_alerts_of_an_appointment_are_bounded_and_their_count_does_not_overflow(
    appointment: Appointment,
) -> None:
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    last = Message.objects.filter(kind="client_waiting").order_by("sequence").last()
    assert last is not None
    Message.objects.filter(pk=last.pk).update(sequence=32_767)
    leave_waiting_room(appointment_id=appointment.pk, now=START)
    before = Message.objects.count()
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    assert Message.objects.count() == before
