"""The path from the waiting room to `completed`, by its services alone."""

from datetime import timedelta

import pytest

from tests import personas
from tests.personas import MONDAY
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.calls.models import Seat
from visavis.calls.peers import peer_id
from visavis.calls.queries import summarize_call
from visavis.calls.services import Heartbeat, end_for_both, record_heartbeat, send_signal, take_seat
from visavis.live.events import events_after
from visavis.people.actors import Actor
from visavis.people.parties import Party
from visavis.waiting.events import party_stream
from visavis.waiting.models import Device
from visavis.waiting.queries import clients_here
from visavis.waiting.services import admit, enter_waiting_room

pytestmark = pytest.mark.django_db
START = MONDAY + timedelta(hours=2)


def heartbeat(tab: str, *, connected: bool = False) -> Heartbeat:
    return Heartbeat(tab, visible=True, connected=connected, camera=Device.ON, microphone=Device.ON)


def kinds(appointment: Appointment, party: Party) -> list[str]:
    return [event["kind"] for event in events_after(party_stream(appointment, party), 0).events]


def signal(sender: Seat, *, to: Seat) -> bool:
    """One of the two says something to the other's page."""
    return send_signal(
        appointment_id=sender.appointment_id,
        party=Party(sender.party),
        token=sender.token,
        epoch=sender.epoch,
        to=peer_id(to.appointment, Party(to.party)),
        seq=1,
        data={"to": to.epoch, "candidates": []},
        now=START,
    )


def test_two_people_walk_from_the_waiting_room_to_completed() -> None:
    personas.practice()
    olena = personas.olena()
    appointment = personas.booked(personas.service(olena, notice_min=0), START)
    assert olena.user is not None
    key, now = appointment.pk, START - timedelta(minutes=4)

    enter_waiting_room(appointment_id=key, now=now)
    record_heartbeat(appointment_id=key, party=Party.CLIENT, heartbeat=heartbeat("ivan"), now=now)
    (waiting,) = clients_here(olena.user, now=now + timedelta(minutes=2)).waiting
    assert (waiting.client.booked.public_id, waiting.minutes) == (appointment.public_id, 2)

    assert kinds(appointment, Party.CLIENT) == []
    assert admit(appointment_id=key, by=Actor.staff(olena.user), now=START).lifecycle is State.IN_PROGRESS
    assert clients_here(olena.user, now=START).waiting == []

    hers = take_seat(appointment_id=key, party=Party.SPECIALIST, tab="olena", take_over=False, now=START)
    assert hers.peer is None
    his = take_seat(appointment_id=key, party=Party.CLIENT, tab="ivan", take_over=False, now=START)
    assert his.peer == hers.seat
    assert signal(his.seat, to=hers.seat)
    assert kinds(appointment, Party.SPECIALIST) == ["entered", "admitted", "peer_joined", "signal"]

    for second in range(0, 70, 10):
        at = START + timedelta(seconds=second)
        record_heartbeat(
            appointment_id=key, party=Party.CLIENT, heartbeat=heartbeat("ivan", connected=True), now=at
        )
        record_heartbeat(
            appointment_id=key, party=Party.SPECIALIST, heartbeat=heartbeat("olena", connected=True), now=at
        )
    ended = end_for_both(appointment_id=key, by=Actor.staff(olena.user), now=START + timedelta(seconds=65))
    assert ended.lifecycle is State.COMPLETED
    assert kinds(appointment, Party.CLIENT) == ["admitted", "peer_joined", "ended"]
    call = summarize_call(ended)
    assert call is not None
    assert call.time_together == timedelta(seconds=65)
