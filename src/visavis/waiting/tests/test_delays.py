"""Somebody will be late, and those whom it concerns learn it."""

from datetime import timedelta

import pytest

from tests import personas
from tests.personas import MARIA
from visavis.booking.models import Appointment
from visavis.booking.services import move_by_staff
from visavis.messages.models import Message
from visavis.messages.tests.delivering import deliver_due
from visavis.people.actors import Actor
from visavis.people.models import Specialist, User
from visavis.schedule.models import Service
from visavis.waiting.errors import NotTheTime
from visavis.waiting.models import Visit
from visavis.waiting.queries import delay_minutes
from visavis.waiting.queue_rows import late_clients
from visavis.waiting.services import (
    DelayAnnouncement,
    announce_client_delay,
    announce_specialist_delay,
    enter_waiting_room,
)
from visavis.waiting.tests.watching import MINUTE, START, status_after

pytestmark = pytest.mark.django_db


class TestLateness:
    def test_a_client_says_so_within_the_hour_before(self, appointment: Appointment, her: User) -> None:
        for now in (START - 61 * MINUTE, START + 50 * MINUTE):
            with pytest.raises(NotTheTime):
                announce_client_delay(appointment_id=appointment.pk, minutes=5, now=now)
        announce_client_delay(appointment_id=appointment.pk, minutes=5, now=START - 60 * MINUTE)
        announce_client_delay(appointment_id=appointment.pk, minutes=10, now=START)
        (late,) = late_clients(her, now=START)
        assert (late.minutes, late.said_at) == (10, START)
        assert not Visit.objects.exists(), "saying so is not coming"

    def test_others_do_not_hear_of_it_and_it_ends_when_the_client_comes(
        self, appointment: Appointment, her: User
    ) -> None:
        other = personas.specialist().user
        assert other is not None
        announce_client_delay(appointment_id=appointment.pk, minutes=5, now=START)
        assert late_clients(other, now=START) == []
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        assert late_clients(her, now=START) == []

    def test_a_specialist_tells_all_who_wait_and_writes_to_those_who_come_next(
        self, service: Service, appointment: Appointment, her: User, olena: Specialist
    ) -> None:
        following = personas.booked(service, START + timedelta(hours=1), details=MARIA)
        tonight = personas.booked(service, START + timedelta(hours=6), details=MARIA)
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        told = announce_specialist_delay(specialist_id=olena.pk, by=Actor.staff(her), minutes=15, now=START)
        assert told == DelayAnnouncement(2, [])
        assert [delay_minutes(one, now=START) for one in (appointment, following, tonight)] == [15, 15, 0]
        assert status_after(appointment, 1)["lateMinutes"] == 15
        (row,) = Message.objects.filter(kind="running_late")
        assert (row.appointment, row.minutes_before, row.channel) == (following, 15, "email")
        sent = [mail.subject for mail in deliver_due(START) if mail.to == MARIA.email]
        assert any(subject.startswith("About 15 minutes late") for subject in sent), sent

    def test_whom_nothing_reaches_is_named_and_not_counted(
        self, service: Service, appointment: Appointment, her: User, olena: Specialist
    ) -> None:
        walk_in = personas.booked_by_staff(service, START + timedelta(hours=1), details=MARIA, now=START)
        Appointment.objects.filter(pk=walk_in.pk).update(client_email="", client_phone="")
        told = announce_specialist_delay(specialist_id=olena.pk, by=Actor.staff(her), minutes=15, now=START)
        assert told == DelayAnnouncement(1, [MARIA.name])

    def test_said_again_it_is_written_again_and_nothing_takes_it_back(
        self, appointment: Appointment, her: User, olena: Specialist
    ) -> None:
        for minutes in (10, 20, 0):
            announce_specialist_delay(specialist_id=olena.pk, by=Actor.staff(her), minutes=minutes, now=START)
        rows = Message.objects.filter(kind="running_late").order_by("sequence")
        assert [row.minutes_before for row in rows] == [10, 20]
        assert delay_minutes(appointment, now=START) == 0

    def test_moving_forgets_that_somebody_would_be_late(
        self, service: Service, appointment: Appointment, her: User
    ) -> None:
        announce_client_delay(appointment_id=appointment.pk, minutes=5, now=START)
        slot = personas.slot(service, START + timedelta(hours=3))
        move_by_staff(appointment_id=appointment.pk, slot=slot, by=personas.by(), now=START, override=True)
        assert late_clients(her, now=START + timedelta(hours=3)) == []
