"""People do things at the same moment: one seat for one tab, and nobody locks anybody out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from tests import personas
from tests.concurrency import assert_streams_have_no_gaps, run_concurrently
from tests.personas import MONDAY
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.calls.models import Seat
from visavis.calls.peers import peer_id
from visavis.calls.services import (
    Heartbeat,
    close_due,
    end_for_both,
    leave_call,
    record_heartbeat,
    send_signal,
    take_seat,
)
from visavis.lib.intervals import Interval
from visavis.people.actors import Actor
from visavis.people.models import User
from visavis.people.parties import CALL_PARTIES, Party, other_party
from visavis.waiting.models import Device
from visavis.waiting.services import acknowledge_visits, admit, enter_waiting_room

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
START = MONDAY + timedelta(hours=2)
ROUNDS = 12
HEARTBEAT = Heartbeat("a", visible=True, connected=True, camera=Device.ON, microphone=Device.ON)


@pytest.fixture
def appointment() -> Appointment:
    personas.practice()
    return personas.booked(personas.service(personas.olena(), notice_min=0), START)


@pytest.fixture
def her(appointment: Appointment) -> User:
    assert appointment.specialist.user is not None
    return appointment.specialist.user


def test_of_eight_tabs_exactly_one_gets_the_seat(appointment: Appointment, her: User) -> None:
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    admit(appointment_id=appointment.pk, by=Actor.staff(her), now=START)

    def join(tab: int) -> Callable[[], object]:
        return lambda: take_seat(
            appointment_id=appointment.pk, party=Party.CLIENT, tab=f"tab{tab}", take_over=False, now=START
        )

    assert run_concurrently([join(tab) for tab in range(8)]) == {"done": 1, "seat_taken": 7}
    assert Seat.objects.get().epoch == 1


def test_letting_in_twice_at_once_begins_it_once(appointment: Appointment, her: User) -> None:
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    by = Actor.staff(her)
    admit_waiting_client = partial(admit, appointment_id=appointment.pk, by=by, now=START)
    assert run_concurrently([admit_waiting_client] * 6) == {"done": 6}
    assert appointment.transitions.filter(action="start").count() == 1


def test_nothing_that_two_pages_and_a_desk_do_at_once_locks_head_on(
    appointment: Appointment, her: User
) -> None:
    seats = start_call(appointment, her)
    for _round in range(ROUNDS):
        ended = run_concurrently(
            [action for seat in seats for action in actions_of_seat(appointment, seat, her)]
        )
        assert ended.keys() <= {"done", "stale_seat"}
    assert_streams_have_no_gaps()


def test_nothing_locks_head_on_with_the_end_of_the_call(appointment: Appointment, her: User) -> None:
    by = Actor.staff(her)
    for number in range(1, ROUNDS + 1):
        day = START + timedelta(days=number)
        other = personas.booked_by_staff(appointment.service, day)
        seats = start_call(other, her)
        for party in CALL_PARTIES:
            record_heartbeat(appointment_id=other.pk, party=party, heartbeat=HEARTBEAT, now=START)
        signs = [
            partial(record_heartbeat, appointment_id=other.pk, party=party, heartbeat=HEARTBEAT, now=START)
            for party in CALL_PARTIES
        ]
        ended = run_concurrently(
            [
                *signs,
                *signs,
                *(partial(leave_from, other, seat) for seat in seats),
                partial(end_for_both, appointment_id=other.pk, by=by, now=START),
                partial(close_due, now=day + timedelta(hours=3)),
            ]
        )
        assert ended.keys() <= {"done", "over"}
        other.refresh_from_db()
        assert other.lifecycle is State.TECHNICAL_FAILURE
    assert_streams_have_no_gaps()


def test_what_pages_kept_counts_whether_it_comes_just_before_the_end_or_just_after(
    appointment: Appointment, her: User
) -> None:
    by = Actor.staff(her)
    for number in range(1, ROUNDS + 1):
        day = START + timedelta(days=number)
        other = personas.booked_by_staff(appointment.service, day)
        start_call(other, her)
        end = START + timedelta(minutes=5)
        kept = replace(HEARTBEAT, missed=[Interval(START, end)])
        signs = [
            partial(record_heartbeat, appointment_id=other.pk, party=party, heartbeat=kept, now=end)
            for party in CALL_PARTIES
        ]
        ended = run_concurrently([partial(end_for_both, appointment_id=other.pk, by=by, now=end), *signs])
        assert ended == {"done": 3}
        other.refresh_from_db()
        assert other.lifecycle is State.COMPLETED


def start_call(appointment: Appointment, her: User) -> list[Seat]:
    """Let the client in, and both sit down."""
    enter_waiting_room(appointment_id=appointment.pk, now=appointment.starts_at)
    admit(appointment_id=appointment.pk, by=Actor.staff(her), now=START)
    return [
        take_seat(appointment_id=appointment.pk, party=party, tab="a", take_over=True, now=START).seat
        for party in CALL_PARTIES
    ]


def leave_from(appointment: Appointment, seat: Seat) -> None:
    leave_call(appointment_id=appointment.pk, party=Party(seat.party), tab="a", token=seat.token, now=START)


def actions_of_seat(appointment: Appointment, seat: Seat, her: User) -> list[Callable[[], object]]:
    """What the page in a seat, and the desk, may be doing at this moment."""
    key, party = appointment.pk, Party(seat.party)
    data = {"to": seat.epoch, "candidates": []}
    return [
        partial(record_heartbeat, appointment_id=key, party=party, heartbeat=HEARTBEAT, now=START),
        partial(
            send_signal,
            appointment_id=key,
            party=party,
            token=seat.token,
            epoch=seat.epoch,
            to=peer_id(appointment, other_party(party)),
            seq=1,
            data=data,
            now=START,
        ),
        partial(take_seat, appointment_id=key, party=party, tab="b", take_over=True, now=START),
        partial(leave_from, appointment, seat),
        partial(acknowledge_visits, user=her, now=START),
    ]
