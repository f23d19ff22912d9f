"""The path from the waiting room to `completed`, by its services alone."""

from datetime import timedelta

import pytest

from tests import personas
from tests.personas import MONDAY
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.calls.queries import call_of
from visavis.calls.services import Sign, beat, end_for_both, signal, take_seat
from visavis.live.events import events_after
from visavis.people.actors import Actor
from visavis.people.parties import Party
from visavis.waiting.models import Device
from visavis.waiting.queries import who_waits
from visavis.waiting.services import admit, enter
from visavis.waiting.streams import stream

pytestmark = pytest.mark.django_db
START = MONDAY + timedelta(hours=2)


def sign(tab: str, *, connected: bool = False) -> Sign:
    return Sign(tab, visible=True, connected=connected, camera=Device.ON, microphone=Device.ON)


def kinds(appointment: Appointment, party: Party) -> list[str]:
    return [event["kind"] for event in events_after(stream(appointment, party), 0).events]


def test_two_people_walk_from_the_waiting_room_to_completed() -> None:
    personas.practice()
    olena = personas.olena()
    appointment = personas.booked(personas.service(olena, notice_min=0), START)
    assert olena.user is not None
    key, now = appointment.pk, START - timedelta(minutes=4)

    enter(appointment_id=key, now=now)
    beat(appointment_id=key, party=Party.CLIENT, sign=sign("ivan"), now=now)
    (waiting,) = who_waits(olena.user, now=now + timedelta(minutes=2))
    assert (waiting.appointment, waiting.minutes) == (appointment, 2)

    assert kinds(appointment, Party.CLIENT) == []
    assert admit(appointment_id=key, by=Actor.staff(olena.user), now=START).lifecycle is State.IN_PROGRESS
    assert who_waits(olena.user, now=START) == []

    hers = take_seat(appointment_id=key, party=Party.SPECIALIST, tab="olena", take_over=False, now=START)
    assert hers.peer is None
    his = take_seat(appointment_id=key, party=Party.CLIENT, tab="ivan", take_over=False, now=START)
    assert his.peer == hers.seat
    data = {"to": hers.seat.epoch, "candidates": []}
    assert signal(
        appointment_id=key, party=Party.CLIENT, token=his.seat.token, epoch=1, seq=1, data=data, now=START
    )
    assert kinds(appointment, Party.SPECIALIST) == ["entered", "admitted", "peer_joined", "signal"]

    for second in range(0, 70, 10):
        at = START + timedelta(seconds=second)
        beat(appointment_id=key, party=Party.CLIENT, sign=sign("ivan", connected=True), now=at)
        beat(appointment_id=key, party=Party.SPECIALIST, sign=sign("olena", connected=True), now=at)
    ended = end_for_both(appointment_id=key, by=Actor.staff(olena.user), now=START + timedelta(seconds=65))
    assert ended.lifecycle is State.COMPLETED
    assert kinds(appointment, Party.CLIENT) == ["admitted", "peer_joined", "ended"]
    call = call_of(ended)
    assert call is not None
    assert call.together == timedelta(seconds=65)
