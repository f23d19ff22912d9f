"""What both lived while our server was away: kept by the pages, sent later, bounded."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests import personas
from tests.personas import MONDAY
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.calls.models import ConnectedInterval
from visavis.calls.queries import outcome_facts
from visavis.calls.services import Heartbeat, end_for_both, record_heartbeat, take_seat
from visavis.lib.intervals import Interval, merge
from visavis.people.actors import Actor
from visavis.people.parties import CALL_PARTIES, Party
from visavis.waiting.models import Device
from visavis.waiting.services import admit, enter_waiting_room

pytestmark = pytest.mark.django_db
START = MONDAY + timedelta(hours=2)
SECOND = timedelta(seconds=1)


@pytest.fixture
def call() -> Appointment:
    """Both sit in it."""
    personas.practice()
    appointment = personas.booked(personas.service(personas.olena(), notice_min=0), START)
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    admit(appointment_id=appointment.pk, by=her(appointment), now=START)
    for party in CALL_PARTIES:
        take_seat(appointment_id=appointment.pk, party=party, tab=party.value, take_over=False, now=START)
    return appointment


def her(appointment: Appointment) -> Actor:
    assert appointment.specialist.user is not None
    return Actor.staff(appointment.specialist.user)


def span(start_s: int, end_s: int) -> Interval:
    return Interval(START + start_s * SECOND, START + end_s * SECOND)


def send_heartbeat(call: Appointment, party: Party, second: int, missed: Sequence[Interval] = ()) -> None:
    heartbeat = Heartbeat(
        party.value,
        visible=True,
        connected=True,
        camera=Device.ON,
        microphone=Device.ON,
        missed=missed,
    )
    record_heartbeat(appointment_id=call.pk, party=party, heartbeat=heartbeat, now=START + second * SECOND)


def talk(call: Appointment, start: int, end: int, parties: Sequence[Party] = CALL_PARTIES) -> None:
    for second in range(start, end + 1, 10):
        for party in parties:
            send_heartbeat(call, party, second)


def together(call: Appointment) -> timedelta:
    return outcome_facts(call, now=START + timedelta(hours=1)).time_together


@pytest.mark.parametrize("outage", [23, 100, 200])
def test_media_that_went_on_through_an_outage_count(call: Appointment, outage: int) -> None:
    talk(call, 0, 30)
    for party in CALL_PARTIES:
        send_heartbeat(call, party, 30 + outage, [span(30, 30 + outage)])
    assert together(call) == (30 + outage) * SECOND
    ended = end_for_both(appointment_id=call.pk, by=her(call), now=START + (40 + outage) * SECOND)
    expected = State.COMPLETED if 30 + outage + 10 >= 60 else State.TECHNICAL_FAILURE
    assert ended.lifecycle is expected


def test_the_word_of_one_counts_while_the_other_was_not_heard(call: Appointment) -> None:
    talk(call, 0, 30)
    send_heartbeat(call, Party.CLIENT, 130, [span(30, 130)])
    send_heartbeat(call, Party.SPECIALIST, 130)
    assert together(call) == 130 * SECOND


def test_the_word_of_one_alone_counts_for_nothing(call: Appointment) -> None:
    send_heartbeat(call, Party.CLIENT, 300, [span(0, 300)])
    assert together(call) == timedelta(0)


def test_a_break_that_nobody_tells_of_does_not_count(call: Appointment) -> None:
    talk(call, 0, 30)
    talk(call, 130, 150)
    assert together(call) == 50 * SECOND


def test_what_is_told_lies_between_the_seat_and_now_and_counts_once(call: Appointment) -> None:
    missed = [span(-3600, 40), span(20, 9000)]
    send_heartbeat(call, Party.CLIENT, 60, missed)
    send_heartbeat(call, Party.CLIENT, 61, missed)
    rows = ConnectedInterval.objects.filter(party=Party.CLIENT.value).order_by("connected_at")
    assert rows[0].connected_at == START
    assert max(row.last_seen_at for row in rows) == START + 61 * SECOND
    assert merge(row.span for row in rows) == [span(0, 61)]
    assert rows.count() == 3
