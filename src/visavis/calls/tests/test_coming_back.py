"""Coming back after long, to a specialist in another call, and letting the client in twice."""

from datetime import datetime, timedelta

import pytest

from tests import personas
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.services import cancel, reopen
from visavis.calls.errors import NotAdmitted, SeatTaken
from visavis.calls.models import Seat
from visavis.calls.queries import outcome_facts
from visavis.calls.services import (
    admit_and_take_seat,
    close_due,
    leave_call,
    take_seat,
)
from visavis.calls.tests.consultation import END, MINUTE, SECOND, START, send_heartbeat, user_of
from visavis.live.events import events_after
from visavis.people.actors import Actor
from visavis.people.parties import CALL_PARTIES, Party
from visavis.schedule.models import Service
from visavis.waiting.events import party_stream
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import Visit
from visavis.waiting.queries import clients_here
from visavis.waiting.services import decline, enter_waiting_room

pytestmark = pytest.mark.django_db


def begin(appointment: Appointment, now: datetime = START) -> dict[Party, Seat]:
    """Both sit in the call."""
    enter_waiting_room(appointment_id=appointment.pk, now=now)
    by = Actor.staff(user_of(appointment))
    hers = admit_and_take_seat(appointment_id=appointment.pk, by=by, tab="specialist", now=now)
    his = sit(appointment, now)
    return {Party.CLIENT: his, Party.SPECIALIST: hers.seat}


def sit(appointment: Appointment, now: datetime) -> Seat:
    return take_seat(
        appointment_id=appointment.pk, party=Party.CLIENT, tab="client", take_over=False, now=now
    ).seat


def leave(appointment: Appointment, party: Party, seat: Seat, now: datetime) -> None:
    leave_call(appointment_id=appointment.pk, party=party, tab=seat.tab, token=seat.token, now=now)


def stage(appointment: Appointment) -> Stage:
    return Visit.objects.get(appointment=appointment, party=Party.CLIENT.value).lifecycle


def test_a_forgotten_page_of_the_specialist_keeps_nothing_open(appointment: Appointment) -> None:
    seats = begin(appointment)
    leave(appointment, Party.CLIENT, seats[Party.CLIENT], START + 40 * MINUTE)
    for minute in range(61):
        send_heartbeat(appointment, Party.SPECIALIST, START + minute * MINUTE)
    assert close_due(now=END + 10 * MINUTE - SECOND) == 0
    assert close_due(now=END + 10 * MINUTE) == 1
    assert not send_heartbeat(appointment, Party.SPECIALIST, END + 11 * MINUTE)


def test_who_comes_back_within_ten_minutes_after_the_end_is_in_again(appointment: Appointment) -> None:
    seats = begin(appointment)
    leave(appointment, Party.CLIENT, seats[Party.CLIENT], START + 10 * MINUTE)
    assert sit(appointment, END + 9 * MINUTE).left_at is None


@pytest.mark.parametrize("way", ["join", "heartbeat"])
def test_who_comes_back_later_waits_to_be_let_in_again(appointment: Appointment, way: str) -> None:
    seats = begin(appointment)
    leave(appointment, Party.CLIENT, seats[Party.CLIENT], START + 10 * MINUTE)
    back = END + 11 * MINUTE
    if way == "join":
        with pytest.raises(NotAdmitted):
            sit(appointment, back)
    else:
        assert send_heartbeat(appointment, Party.CLIENT, back)
    assert stage(appointment) is Stage.WAITING
    user = user_of(appointment)
    (waiting,) = clients_here(user, now=back).waiting
    assert not waiting.inside
    with pytest.raises(NotAdmitted):
        sit(appointment, back)
    taken = admit_and_take_seat(appointment_id=appointment.pk, by=Actor.staff(user), tab="desk", now=back)
    assert taken.appointment.lifecycle is State.IN_PROGRESS
    assert sit(appointment, back + SECOND).left_at is None


def test_who_opens_the_link_on_another_device_after_long_is_not_in(appointment: Appointment) -> None:
    seats = begin(appointment)
    leave(appointment, Party.CLIENT, seats[Party.CLIENT], START + 10 * MINUTE)
    enter_waiting_room(appointment_id=appointment.pk, now=END + 30 * MINUTE)
    with pytest.raises(NotAdmitted):
        sit(appointment, END + 30 * MINUTE)


def test_an_outage_of_ours_throws_nobody_out(appointment: Appointment) -> None:
    begin(appointment, START)
    back = END + 20 * MINUTE
    assert send_heartbeat(appointment, Party.CLIENT, back, connected=True)
    assert stage(appointment) is Stage.ADMITTED


def test_nobody_comes_back_into_a_room_where_another_client_sits(
    appointment: Appointment, service: Service
) -> None:
    seats = begin(appointment)
    for party in CALL_PARTIES:
        leave(appointment, party, seats[party], START + 30 * MINUTE)
    other = personas.booked(service, START + timedelta(hours=1))
    begin(other, START + 46 * MINUTE)
    with pytest.raises(NotAdmitted):
        sit(appointment, START + 47 * MINUTE)
    assert stage(appointment) is Stage.WAITING
    kinds = [one["kind"] for one in events_after(party_stream(appointment, Party.CLIENT), 0).events]
    assert "waits_again" in kinds


def test_one_who_came_back_after_a_call_and_is_declined_does_not_cancel_it(appointment: Appointment) -> None:
    seats = begin(appointment)
    leave(appointment, Party.CLIENT, seats[Party.CLIENT], START + 10 * MINUTE)
    send_heartbeat(appointment, Party.CLIENT, END + 11 * MINUTE)
    by = Actor.staff(user_of(appointment))
    declined = decline(appointment_id=appointment.pk, by=by, reason="Done", now=END + 12 * MINUTE)
    assert declined.lifecycle is State.IN_PROGRESS
    assert clients_here(user_of(appointment), now=END + 12 * MINUTE).waiting == []


def test_a_decline_by_mistake_that_is_reopened_forgets_the_old_entry(appointment: Appointment) -> None:
    enter_waiting_room(appointment_id=appointment.pk, now=START - 5 * MINUTE)
    by = Actor.staff(user_of(appointment))
    decline(appointment_id=appointment.pk, by=by, reason="A mistake", now=START - 4 * MINUTE)
    reopen(appointment_id=appointment.pk, by=by, now=START - 3 * MINUTE)
    found = Appointment.objects.select_related("service").get(pk=appointment.pk)
    assert not outcome_facts(found, now=END).entered


def test_letting_in_twice_leaves_the_page_that_did_it_in_the_call(appointment: Appointment) -> None:
    seats = begin(appointment)
    hers, by = seats[Party.SPECIALIST], Actor.staff(user_of(appointment))
    again = admit_and_take_seat(appointment_id=appointment.pk, by=by, tab="specialist", now=START + SECOND)
    assert (again.seat.token, again.seat.epoch) == (hers.token, hers.epoch)
    assert again.peer is not None
    with pytest.raises(SeatTaken):
        admit_and_take_seat(appointment_id=appointment.pk, by=by, tab="another", now=START + SECOND)
    kinds = [one["kind"] for one in events_after(party_stream(appointment, Party.SPECIALIST), 0).events]
    assert "seat_lost" not in kinds


def test_a_call_that_was_cancelled_says_nothing_of_the_one_that_is_agreed_again(
    appointment: Appointment,
) -> None:
    begin(appointment)
    for party in CALL_PARTIES:
        for seconds in range(0, 121, 10):
            send_heartbeat(appointment, party, START + seconds * SECOND, connected=True)
    by = Actor.staff(user_of(appointment))
    cancel(appointment_id=appointment.pk, by=by, now=START + 3 * MINUTE)
    reopen(appointment_id=appointment.pk, by=by, now=START + 4 * MINUTE)
    appointment.refresh_from_db()
    facts = outcome_facts(appointment, now=END)
    assert facts.time_together == timedelta(0)
    assert close_due(now=END + 15 * MINUTE) == 1
    appointment.refresh_from_db()
    assert appointment.lifecycle is State.NO_SHOW
