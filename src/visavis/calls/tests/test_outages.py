"""What both lived while our server was away: kept by the pages, sent later, bounded."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests import personas
from tests.personas import MONDAY
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.calls.models import ConnectedInterval, Seat
from visavis.calls.queries import outcome_facts, summarize_call
from visavis.calls.services import (
    Heartbeat,
    close_due,
    correct_outcome,
    end_for_both,
    leave_call,
    record_heartbeat,
    take_seat,
)
from visavis.lib.intervals import Interval, merge
from visavis.people.actors import Actor
from visavis.people.parties import CALL_PARTIES, Party
from visavis.waiting.models import Device
from visavis.waiting.services import admit, enter_waiting_room

pytestmark = pytest.mark.django_db
START = MONDAY + timedelta(hours=2)
SECOND = timedelta(seconds=1)
END = 50 * 60
"""In seconds from the start, as all instants here."""


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


def state_of(call: Appointment) -> State:
    return Appointment.objects.get(pk=call.pk).lifecycle


def close(second: int) -> int:
    return close_due(now=START + second * SECOND)


def test_two_who_fell_silent_together_are_given_time_to_come_back(call: Appointment) -> None:
    talk(call, END - 300, END - 60)
    assert close(END + 12 * 60) == 0
    # The page of one is heard first.
    send_heartbeat(call, Party.CLIENT, END + 13 * 60, [span(END - 60, END + 13 * 60)])
    assert close(END + 13 * 60 + 1) == 0
    send_heartbeat(call, Party.SPECIALIST, END + 13 * 60 + 5, [span(END - 60, END + 13 * 60)])
    assert close(END + 13 * 60 + 20) == 0
    assert together(call) == (4 * 60 + 14 * 60) * SECOND


def test_the_time_given_to_come_back_ends(call: Appointment) -> None:
    talk(call, END - 300, END - 60)
    assert close(END + 15 * 60 - 1) == 0
    assert close(END + 15 * 60) == 1


def test_whoever_is_silent_while_we_hear_others_is_not_waited_for(call: Appointment) -> None:
    talk(call, END - 300, END - 60)
    other = personas.booked(personas.service(personas.specialist(), notice_min=0), START)
    enter_waiting_room(appointment_id=other.pk, now=START + END * SECOND)
    assert close(END + 10 * 60) == 1


def test_whoever_left_is_not_waited_for(call: Appointment) -> None:
    talk(call, END - 300, END - 60)
    seat = Seat.objects.get(appointment=call, party=Party.CLIENT.value)
    leave_call(
        appointment_id=call.pk, party=Party.CLIENT, tab=seat.tab, token=seat.token,
        now=START + (END - 50) * SECOND,
    )  # fmt: skip
    assert close(END + 10 * 60) == 1


@pytest.mark.parametrize("by_hand", [True, False])
def test_what_the_pages_kept_counts_after_the_closing(call: Appointment, by_hand: bool) -> None:
    talk(call, 0, 30)
    closed_at = 300 if by_hand else END + 15 * 60
    if by_hand:
        end_for_both(appointment_id=call.pk, by=her(call), now=START + closed_at * SECOND)
    else:
        assert close(closed_at) == 1
    assert state_of(call) is State.TECHNICAL_FAILURE
    for party in CALL_PARTIES:
        send_heartbeat(call, party, closed_at + 60, [span(30, closed_at + 50)])
    assert state_of(call) is State.COMPLETED
    call.refresh_from_db()
    last = call.transitions.last()
    assert last is not None
    assert (last.action, last.actor_kind) == ("correct_to_completed", "system")
    summary = summarize_call(call)
    assert summary is not None
    assert summary.time_together == closed_at * SECOND


AWAY_ACROSS_THE_END = [
    # (heard until, our server is back at, what both pages kept, the outcome, minutes together that count)
    (30, END + 25 * 60, True, State.COMPLETED, 65),
    (30, END + 90 * 60, True, State.COMPLETED, 65),
    (END - 300, END + 25 * 60, True, State.COMPLETED, 65),
    (END - 300, END + 25 * 60, False, State.COMPLETED, 45),
    (30, END + 25 * 60, False, State.TECHNICAL_FAILURE, 0.5),
]


@pytest.mark.parametrize(("heard_until", "back", "kept", "expected", "minutes"), AWAY_ACROSS_THE_END)
def test_the_outcome_is_true_after_our_server_was_away_for_long_across_the_end(
    call: Appointment, heard_until: int, back: int, kept: bool, expected: State, minutes: float
) -> None:
    talk(call, 0, heard_until)
    # The worker closes it meanwhile, and nobody hears of that.
    for second in range(END, back, 60):
        close(second)
    assert state_of(call) is not State.IN_PROGRESS
    missed = [span(heard_until, back)] if kept else []
    for party in CALL_PARTIES:
        send_heartbeat(call, party, back, missed)
    assert state_of(call) is expected
    call.refresh_from_db()
    summary = summarize_call(call)
    assert summary is not None
    assert summary.time_together == timedelta(minutes=minutes)


@pytest.mark.parametrize("first", CALL_PARTIES)
def test_one_page_that_is_heard_long_before_the_other_changes_nothing(
    call: Appointment, first: Party
) -> None:
    talk(call, 0, 30)
    for second in range(END, END + 25 * 60, 60):
        close(second)
    send_heartbeat(call, first, END + 25 * 60, [span(30, END + 25 * 60)])
    assert state_of(call) is State.TECHNICAL_FAILURE
    second_party = next(party for party in CALL_PARTIES if party is not first)
    send_heartbeat(call, second_party, END + 40 * 60, [span(30, END + 40 * 60)])
    assert state_of(call) is State.COMPLETED


def test_after_the_closing_the_word_of_one_and_of_another_tab_counts_for_nothing(call: Appointment) -> None:
    end_for_both(appointment_id=call.pk, by=her(call), now=START + 300 * SECOND)
    send_heartbeat(call, Party.CLIENT, 310, [span(0, 300)])
    other = Heartbeat(
        "other", visible=True, connected=True, camera=Device.ON, microphone=Device.ON, missed=[span(0, 300)]
    )
    record_heartbeat(
        appointment_id=call.pk, party=Party.SPECIALIST, heartbeat=other, now=START + 310 * SECOND
    )
    assert state_of(call) is State.TECHNICAL_FAILURE


def test_what_staff_have_corrected_stays_corrected(call: Appointment) -> None:
    end_for_both(appointment_id=call.pk, by=her(call), now=START + 300 * SECOND)
    for to in (State.COMPLETED, State.TECHNICAL_FAILURE):
        correct_outcome(
            appointment_id=call.pk, to=to, absent=None, reason="we phoned", by=her(call),
            now=START + 301 * SECOND,
        )  # fmt: skip
    for party in CALL_PARTIES:
        send_heartbeat(call, party, 310, [span(0, 310)])
    assert state_of(call) is State.TECHNICAL_FAILURE
    assert together(call) == 300 * SECOND
