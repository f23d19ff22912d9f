"""Somebody waits: what their specialist is sent, and when nothing is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings

from tests import personas
from visavis.booking.models import Appointment
from visavis.booking.services import cancel, move_by_staff, reopen
from visavis.calls.services import take_seat
from visavis.messages.models import Message
from visavis.messages.tests.delivering import deliver_due
from visavis.people.actors import Actor
from visavis.people.models import Role, Specialist, User
from visavis.people.parties import CALL_PARTIES, Party
from visavis.schedule.models import Door, Service
from visavis.waiting.queries import clients_here
from visavis.waiting.services import (
    acknowledge_visits,
    admit,
    decline,
    enter_waiting_room,
    leave_waiting_room,
    open_waiting_room,
)
from visavis.waiting.tests.watching import MINUTE, START, alerted, alerts, here

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


class TestAlerts:
    def test_a_text_message_goes_first_and_mails_go_with_the_next_ones(
        self, appointment: Appointment
    ) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        assert alerts()[:3] == [(3, "sms"), (6, "email"), (6, "sms")]
        # At even distances first, then ever more rarely, until 15 minutes after the planned end.
        for channel, minutes in (
            ("sms", [3, 6, 9, 12, 18, 30, 45, 60]),
            ("email", [6, 9, 12, 18, 30, 45, 60]),
        ):
            assert [minute for minute, by in alerts() if by == channel] == minutes

    def test_somebody_who_waits_to_the_end_is_told_of_to_the_end(self, appointment: Appointment) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        for minute in range(65):
            here(appointment, minute)
            told = alerted(minute)
            assert bool(told) == (minute in {3, 6, 9, 12, 18, 30, 45, 60}), (minute, told)

    def test_whoever_comes_early_is_told_of_once_before_the_planned_start(
        self, appointment: Appointment
    ) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START - 15 * MINUTE)
        assert [minute for minute, channel in alerts() if channel == "sms"] == [-12, 0, 3, 6, 12, 24, 39, 54]

    @pytest.mark.parametrize("missing", ["phone", "gateway"])
    def test_without_a_way_for_text_messages_a_mail_goes(
        self, appointment: Appointment, olena: Specialist, monkeypatch: pytest.MonkeyPatch, missing: str
    ) -> None:
        if missing == "phone":
            Specialist.objects.update(phone="")
        else:
            sms = replace(settings.VISAVIS.sms, gateway="none")
            monkeypatch.setattr(settings, "VISAVIS", replace(settings.VISAVIS, sms=sms))
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        assert alerts()[:4] == [(3, "email"), (6, "email"), (9, "email"), (12, "email")]
        assert {channel for _, channel in alerts()} == {"email"}

    def test_the_practice_decides_after_how_many_minutes(self, appointment: Appointment) -> None:
        personas.practice(alert_after_min=10)
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        assert alerts()[0] == (10, "sms")

    def test_it_goes_out_when_nobody_answers_though_a_page_shows_it(
        self, appointment: Appointment, her: User
    ) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        acknowledge_visits(user=her, now=START + 2 * MINUTE)
        here(appointment, 3)
        assert alerted(2) == []
        assert alerted(3) == ["+380671112233"]

    def test_entering_twice_alerts_once(self, appointment: Appointment) -> None:
        for minute in (0, 1):
            enter_waiting_room(appointment_id=appointment.pk, now=START + minute * MINUTE)
        assert len(alerts()) == len(set(alerts()))

    def test_an_alert_waits_for_a_phone_that_sleeps_and_is_not_lost(self, appointment: Appointment) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        assert alerted(3) == []
        assert alerts("superseded") == []
        # The phone wakes before the next alert is due.
        here(appointment, 4)
        assert alerted(4) == ["+380671112233"]
        here(appointment, 6)
        assert sorted(alerted(6)) == ["+380671112233", appointment.specialist.email]

    def test_reception_and_admins_are_mailed_too_when_nobody_answers(self, appointment: Appointment) -> None:
        for role in Role:
            personas.staff(role, email=f"{role}@example.org")
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        here(appointment, 4)
        alerted(4)
        here(appointment, 5)
        sent = deliver_due(START + 5 * MINUTE)
        assert sorted(one.to for one in sent) == ["admin@example.org", "reception@example.org"]
        assert all("has not answered" in one.text for one in sent)

    def test_the_practice_decides_after_how_many_minutes_others_hear_of_it(
        self, appointment: Appointment
    ) -> None:
        personas.practice(alert_others_after_min=9)
        rita = personas.staff(Role.RECEPTION)
        enter_waiting_room(appointment_id=appointment.pk, now=START - 10 * MINUTE)
        (row,) = Message.objects.filter(recipient="team")
        assert (row.staff, row.due_at) == (rita, START + 9 * MINUTE)

    def test_other_desks_ring_when_nobody_answers(self, appointment: Appointment) -> None:
        rita = personas.staff(Role.RECEPTION)
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        for minute, rings in ((4, False), (5, True)):
            here(appointment, minute)
            (entry,) = clients_here(rita, now=START + minute * MINUTE).waiting
            assert entry.overdue is rings

    def test_an_answer_keeps_the_others_quiet(self, appointment: Appointment, her: User) -> None:
        personas.staff(Role.RECEPTION)
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        admit(appointment_id=appointment.pk, by=Actor.staff(her), now=START + MINUTE)
        assert not Message.objects.filter(recipient="team", state="due").exists()

    def test_letting_in_ends_it(self, appointment: Appointment, her: User) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        admit(appointment_id=appointment.pk, by=Actor.staff(her), now=START + MINUTE)
        assert alerts() == []
        assert set(Message.objects.filter(kind="client_waiting").values_list("reason", flat=True)) == {
            "answered"
        }

    def test_declining_ends_it(self, appointment: Appointment, her: User) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        decline(appointment_id=appointment.pk, by=Actor.staff(her), reason="ill", now=START + MINUTE)
        assert alerts() == []

    def test_going_away_ends_it_and_coming_back_begins_it_anew(self, appointment: Appointment) -> None:
        first = enter_waiting_room(appointment_id=appointment.pk, now=START)
        leave_waiting_room(appointment_id=appointment.pk, now=START + MINUTE)
        assert alerts() == []
        again = enter_waiting_room(appointment_id=appointment.pk, now=START + 2 * MINUTE)
        assert alerts()[0] == (5, "sms")
        assert again.entered_at == first.entered_at

    def test_moving_or_cancelling_ends_it(self, service: Service, appointment: Appointment) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        slot = personas.slot(service, START + timedelta(hours=3))
        move_by_staff(appointment_id=appointment.pk, slot=slot, by=personas.by(), now=START, override=True)
        assert alerts() == []

    def test_a_cancelled_one_that_is_reopened_and_entered_again_alerts_again(
        self, appointment: Appointment
    ) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        cancel(appointment_id=appointment.pk, by=personas.by(), now=START)
        reopen(appointment_id=appointment.pk, by=personas.by(), now=START + MINUTE)
        enter_waiting_room(appointment_id=appointment.pk, now=START + 2 * MINUTE)
        assert alerts()[0] == (5, "sms")


def told_of_until_she_comes(appointment: Appointment, her: User) -> None:
    """She is alerted of the client in the call, and not any more once her page is there."""
    here(appointment, 3)
    assert alerted(3) == ["+380671112233"]
    here(appointment, 5, party=Party.SPECIALIST)
    assert clients_here(her, now=START + 5 * MINUTE).waiting == []
    here(appointment, 6)
    assert alerted(6) == []


class TestLetInByAnother:
    def test_whoever_is_let_in_by_an_administrator_is_told_of_until_she_comes(
        self, appointment: Appointment, her: User
    ) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        admit(appointment_id=appointment.pk, by=Actor.staff(personas.staff(Role.ADMIN)), now=START)
        assert clients_here(her, now=START + 19 * SECOND).waiting == []
        (one,) = clients_here(her, now=START + 20 * SECOND).waiting
        assert (one.inside, one.answered) == (True, False)
        assert clients_here(her, now=START + 20 * SECOND).running == []
        told_of_until_she_comes(appointment, her)

    def test_that_she_was_in_the_room_an_hour_ago_does_not_count(
        self, appointment: Appointment, her: User
    ) -> None:
        open_waiting_room(appointment_id=appointment.pk, now=START - 60 * MINUTE)
        here(appointment, -60, party=Party.SPECIALIST)
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        admit(appointment_id=appointment.pk, by=Actor.staff(personas.staff(Role.ADMIN)), now=START)
        assert len(clients_here(her, now=START + MINUTE).waiting) == 1

    def test_whoever_was_just_let_in_waits_for_nobody_though_another_device_asks(
        self, appointment: Appointment, her: User
    ) -> None:
        for device in ("phone", "tablet"):
            enter_waiting_room(appointment_id=appointment.pk, now=START, device=device)
        admit(appointment_id=appointment.pk, by=Actor.staff(her), now=START)
        found = clients_here(her, now=START + 19 * SECOND)
        assert ([one.asking_device for one in found.asking], found.waiting) == (["tablet"], [])

    def test_her_page_that_never_comes_after_she_let_them_in_is_seen(
        self, appointment: Appointment, her: User
    ) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        admit(appointment_id=appointment.pk, by=Actor.staff(her), now=START)
        assert len(clients_here(her, now=START + 20 * SECOND).waiting) == 1


class TestOpenDoor:
    @pytest.fixture
    def service(self, olena: Specialist) -> Service:
        return personas.service(olena, notice_min=0, door=Door.OPEN.value)

    def test_whoever_lets_themselves_in_is_told_of_until_she_comes(
        self, appointment: Appointment, her: User
    ) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        appointment.refresh_from_db()
        (one,) = clients_here(her, now=START).waiting
        assert (one.inside, one.answered) == (True, False)
        told_of_until_she_comes(appointment, her)

    def test_a_client_who_has_spoken_with_her_and_comes_back_alone_is_no_news(
        self, appointment: Appointment, her: User
    ) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        for party in CALL_PARTIES:
            take_seat(appointment_id=appointment.pk, party=party, tab=party, take_over=False, now=START)
        assert clients_here(her, now=START).waiting == []
