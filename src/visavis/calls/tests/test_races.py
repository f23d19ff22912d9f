"""People do things at the same moment: one seat for one tab, and nobody locks anybody out."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from tests import personas
from tests.personas import MONDAY
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.calls.models import Seat
from visavis.calls.services import Sign, beat, close_due, end_for_both, leave, signal, take_seat
from visavis.lib.errors import DomainError
from visavis.live.models import Event, Stream
from visavis.people.actors import Actor
from visavis.people.links import Seat as Part
from visavis.people.models import User
from visavis.waiting.models import Device
from visavis.waiting.services import admit, enter, notice

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
START = MONDAY + timedelta(hours=2)
ROUNDS = 12


@pytest.fixture
def appointment() -> Appointment:
    personas.practice()
    return personas.booked(personas.service(personas.olena(), notice_min=0), START)


@pytest.fixture
def her(appointment: Appointment) -> User:
    assert appointment.specialist.user is not None
    return appointment.specialist.user


def all_at_once(actions: list[Callable[[], object]]) -> Counter[str]:
    """Do everything at the same moment, each on a connection of its own; count how it ended."""
    ready = Barrier(len(actions))

    def act(action: Callable[[], object]) -> str:
        ready.wait()
        try:
            action()
        except DomainError as error:
            return error.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return Counter(pool.map(act, actions))


def test_of_eight_tabs_exactly_one_gets_the_seat(appointment: Appointment, her: User) -> None:
    enter(appointment_id=appointment.pk, now=START)
    admit(appointment_id=appointment.pk, by=Actor.staff(her), now=START)

    def join(tab: int) -> Callable[[], object]:
        return lambda: take_seat(
            appointment_id=appointment.pk, part=Part.CLIENT, tab=f"tab{tab}", take_over=False, now=START
        )

    assert all_at_once([join(tab) for tab in range(8)]) == {"done": 1, "seat_taken": 7}
    assert Seat.objects.get().epoch == 1


def test_letting_in_twice_at_once_begins_it_once(appointment: Appointment, her: User) -> None:
    enter(appointment_id=appointment.pk, now=START)
    by = Actor.staff(her)
    let_in = partial(admit, appointment_id=appointment.pk, by=by, now=START)
    assert all_at_once([let_in] * 6) == {"done": 6}
    assert appointment.transitions.filter(action="start").count() == 1


def test_nothing_that_two_pages_and_a_desk_do_at_once_locks_head_on(
    appointment: Appointment, her: User
) -> None:
    key, by = appointment.pk, Actor.staff(her)
    enter(appointment_id=key, now=START)
    admit(appointment_id=key, by=by, now=START)
    for _round in range(ROUNDS):
        seats = {
            part: take_seat(appointment_id=key, part=part, tab="a", take_over=True, now=START).seat
            for part in Part
        }
        ended = all_at_once([action for part in Part for action in doings(key, seats[part], her)])
        assert ended.keys() <= {"done", "stale_seat"}
    all_at_once(
        [
            *(action for part in Part for action in doings(key, seats[part], her)),
            lambda: end_for_both(appointment_id=key, by=by, now=START),
            lambda: close_due(now=START + timedelta(hours=3)),
        ]
    )
    appointment.refresh_from_db()
    assert appointment.lifecycle is State.TECHNICAL_FAILURE
    for stream in Stream.objects.all():
        numbers = list(
            Event.objects.filter(stream=stream).order_by("number").values_list("number", flat=True)
        )
        assert numbers == list(range(1, stream.last + 1))


def doings(key: int, seat: Seat, her: User) -> list[Callable[[], object]]:
    """What the page in a seat, and the desk, may be doing at this moment."""
    part = Part(seat.part)
    sign = Sign("a", visible=True, connected=True, camera=Device.ON, microphone=Device.ON)
    said = {"token": seat.token, "epoch": seat.epoch, "seq": 1, "now": START}
    return [
        lambda: beat(appointment_id=key, part=part, sign=sign, now=START),
        lambda: signal(appointment_id=key, part=part, data={"to": seat.epoch, "candidates": []}, **said),  # type: ignore[arg-type]  # by name
        lambda: take_seat(appointment_id=key, part=part, tab="b", take_over=True, now=START),
        lambda: leave(appointment_id=key, part=part, tab="a", token=seat.token, now=START),
        lambda: notice(user=her, now=START),
    ]
