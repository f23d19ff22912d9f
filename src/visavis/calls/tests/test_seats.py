"""Seats: who gets one, who keeps it, and whose signals go through."""

from datetime import timedelta
from typing import Any

import pytest

from tests import personas
from tests.personas import MONDAY
from visavis.booking.models import Appointment
from visavis.calls.errors import CallOver, NotAdmitted, SeatTaken, StaleSeat
from visavis.calls.models import ConnectedInterval, Connection, Seat
from visavis.calls.peers import peer_id
from visavis.calls.services import (
    Heartbeat,
    end_for_both,
    leave_call,
    record_heartbeat,
    send_signal,
    take_seat,
)
from visavis.live.events import events_after
from visavis.people.actors import Actor
from visavis.people.parties import CALL_PARTIES, Party, other_party
from visavis.waiting.events import party_stream
from visavis.waiting.models import Device
from visavis.waiting.services import admit, enter_waiting_room

pytestmark = pytest.mark.django_db
START = MONDAY + timedelta(hours=2)
SECOND = timedelta(seconds=1)
CANDIDATES: dict[str, Any] = {"to": 1, "candidates": [{"candidate": "candidate:1"}]}


@pytest.fixture
def waiting() -> Appointment:
    personas.practice()
    appointment = personas.booked(personas.service(personas.olena(), notice_min=0), START)
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    return appointment


@pytest.fixture
def admitted(waiting: Appointment) -> Appointment:
    user = waiting.specialist.user
    assert user is not None
    admit(appointment_id=waiting.pk, by=Actor.staff(user), now=START)
    return waiting


def sit(
    appointment: Appointment,
    party: Party = Party.CLIENT,
    *,
    tab: str = "first",
    take_over: bool = False,
    after_s: int = 0,
) -> Seat:
    now = START + after_s * SECOND
    taken = take_seat(appointment_id=appointment.pk, party=party, tab=tab, take_over=take_over, now=now)
    return taken.seat


def send(appointment: Appointment, seat: Seat, **other: Any) -> bool:
    party = Party(seat.party)
    to = peer_id(appointment, other_party(party))
    said: dict[str, Any] = {"token": seat.token, "epoch": seat.epoch, "to": to, "seq": 1, "data": CANDIDATES}
    return send_signal(appointment_id=appointment.pk, party=party, now=START, **(said | other))


def tell(
    appointment: Appointment, *, party: Party, after_s: int, tab: str = "first", flows: bool = True
) -> None:
    heartbeat = Heartbeat(tab, visible=True, connected=flows, camera=Device.ON, microphone=Device.ON)
    record_heartbeat(
        appointment_id=appointment.pk, party=party, heartbeat=heartbeat, now=START + after_s * SECOND
    )


def heard(appointment: Appointment, party: Party) -> list[dict[str, Any]]:
    before = {"entered", "admitted"}
    return [
        event
        for event in events_after(party_stream(appointment, party), 0).events
        if event["kind"] not in before
    ]


def intervals(appointment: Appointment) -> list[tuple[int, int, bool]]:
    rows = ConnectedInterval.objects.filter(appointment=appointment).order_by("connected_at")
    return [
        (
            int((row.connected_at - START).total_seconds()),
            int((row.last_seen_at - START).total_seconds()),
            row.ended_at is not None,
        )
        for row in rows
    ]


def ask_for_seat(appointment: Appointment, request: str, *, tab: str = "first") -> Seat:
    return take_seat(
        appointment_id=appointment.pk, party=Party.CLIENT, tab=tab, take_over=True, request=request, now=START
    ).seat


def test_a_request_that_is_repeated_gets_the_same_seat_and_counts_once(admitted: Appointment) -> None:
    first, again = (ask_for_seat(admitted, "one") for _ in range(2))
    assert (again.token, again.epoch) == (first.token, first.epoch)
    assert Connection.objects.get().joins == 1
    assert [event["kind"] for event in heard(admitted, Party.SPECIALIST)] == ["peer_joined"]
    assert heard(admitted, Party.CLIENT) == []


def test_another_page_load_or_a_seat_that_was_lost_or_left_gets_another(admitted: Appointment) -> None:
    first = ask_for_seat(admitted, "one")
    assert ask_for_seat(admitted, "two").epoch == first.epoch + 1
    assert ask_for_seat(admitted, "one", tab="second").epoch == first.epoch + 2
    last = ask_for_seat(admitted, "one")
    assert last.epoch == first.epoch + 3
    leave_call(appointment_id=admitted.pk, party=Party.CLIENT, tab="first", token=last.token, now=START)
    assert ask_for_seat(admitted, "one").epoch == first.epoch + 4


@pytest.mark.parametrize("party", CALL_PARTIES)
def test_nobody_gets_a_seat_before_the_client_is_let_in(waiting: Appointment, party: Party) -> None:
    with pytest.raises(NotAdmitted):
        sit(waiting, party)
    assert not Seat.objects.exists()


def test_nothing_can_be_signalled_before_the_client_is_let_in(waiting: Appointment) -> None:
    for party in CALL_PARTIES:
        with pytest.raises(NotAdmitted):
            send_signal(
                appointment_id=waiting.pk,
                party=party,
                token="x",
                epoch=1,
                to=peer_id(waiting, other_party(party)),
                seq=1,
                data=CANDIDATES,
                now=START,
            )
    assert events_after(party_stream(waiting, Party.CLIENT), 0).events == []


def test_another_tab_is_refused_while_the_first_is_alive(admitted: Appointment) -> None:
    sit(admitted)
    with pytest.raises(SeatTaken):
        sit(admitted, tab="second", after_s=30)
    assert sit(admitted, tab="second", after_s=31).epoch == 2


def test_another_tab_may_take_over_and_the_first_is_told(admitted: Appointment) -> None:
    first = sit(admitted)
    second = sit(admitted, tab="second", take_over=True)
    (lost,) = heard(admitted, Party.CLIENT)
    assert (lost["kind"], lost["seat"], lost["epoch"]) == ("seat_lost", first.token, 1)
    with pytest.raises(StaleSeat):
        send(admitted, first)
    assert second.epoch == 2


def test_a_reload_of_the_same_tab_gets_a_new_epoch_and_the_other_is_told(admitted: Appointment) -> None:
    first, again = sit(admitted), sit(admitted)
    assert (first.epoch, again.epoch) == (1, 2)
    assert [event["epoch"] for event in heard(admitted, Party.SPECIALIST)] == [1, 2]


def test_whoever_joins_second_learns_who_sits_there(admitted: Appointment) -> None:
    hers = sit(admitted, Party.SPECIALIST)
    taken = take_seat(
        appointment_id=admitted.pk, party=Party.CLIENT, tab="his", take_over=False, now=START + 90 * SECOND
    )
    assert taken.peer == hers
    late = take_seat(
        appointment_id=admitted.pk, party=Party.CLIENT, tab="his", take_over=False, now=START + 91 * SECOND
    )
    assert late.peer is None


def test_a_signal_reaches_the_other_once_and_as_it_was(admitted: Appointment) -> None:
    his = sit(admitted)
    sit(admitted, Party.SPECIALIST)
    assert send(admitted, his, seq=7)
    event = heard(admitted, Party.SPECIALIST)[-1]
    assert {key: event[key] for key in ("kind", "fromEpoch", "seq", "data")} == {
        "kind": "signal",
        "fromEpoch": 1,
        "seq": 7,
        "data": CANDIDATES,
    }
    assert [event["kind"] for event in heard(admitted, Party.CLIENT)] == ["peer_joined"]


def test_a_signal_names_whom_it_is_for_and_whom_it_is_from(admitted: Appointment) -> None:
    his = sit(admitted)
    sit(admitted, Party.SPECIALIST)
    client, specialist = (peer_id(admitted, party) for party in CALL_PARTIES)
    assert send(admitted, his, to=specialist)
    event = heard(admitted, Party.SPECIALIST)[-1]
    assert (event["from"], event["to"], event["fromEpoch"]) == (client, specialist, 1)
    assert not send(admitted, his, to=client)
    assert not send(admitted, his, to="nobody-of-this-call")
    assert heard(admitted, Party.SPECIALIST)[-1] == event


def test_a_person_is_the_same_peer_over_seats_and_another_one_in_each_appointment(
    admitted: Appointment,
) -> None:
    sit(admitted)
    sit(admitted, tab="second", take_over=True)
    joined = [event["peer"] for event in heard(admitted, Party.SPECIALIST)]
    assert joined == [peer_id(admitted, Party.CLIENT)] * 2
    other = personas.booked(admitted.service, START + timedelta(hours=1), details=personas.MARIA)
    ids = {peer_id(one, party) for one in (admitted, other) for party in CALL_PARTIES}
    assert len(ids) == 4
    assert all(len(one) == 32 and admitted.room_name not in one for one in ids)


@pytest.mark.parametrize("data", [{**CANDIDATES, "to": 2}, {"to": 1}])
def test_what_is_meant_for_a_page_that_has_gone_or_says_nothing_is_dropped(
    admitted: Appointment, data: dict[str, Any]
) -> None:
    his = sit(admitted)
    sit(admitted, Party.SPECIALIST)
    assert not send(admitted, his, data=data)
    assert [event["kind"] for event in heard(admitted, Party.SPECIALIST)] == ["peer_joined"]


@pytest.mark.parametrize("wrong", [{"token": "another"}, {"epoch": 2}])
def test_signals_of_a_seat_that_is_not_ones_own_are_refused(
    admitted: Appointment, wrong: dict[str, Any]
) -> None:
    his = sit(admitted)
    sit(admitted, Party.SPECIALIST)
    with pytest.raises(StaleSeat):
        send(admitted, his, **wrong)


def test_leaving_frees_the_seat_and_tells_the_other_once(admitted: Appointment) -> None:
    his = sit(admitted)
    for _time in range(2):
        leave_call(appointment_id=admitted.pk, party=Party.CLIENT, tab="first", token=his.token, now=START)
    assert [event["kind"] for event in heard(admitted, Party.SPECIALIST)] == ["peer_joined", "peer_left"]
    assert sit(admitted, tab="second").epoch == 2


def test_a_page_that_lost_its_seat_cannot_give_it_up_for_the_new_one(admitted: Appointment) -> None:
    old = sit(admitted)
    sit(admitted, tab="second", take_over=True)
    leave_call(appointment_id=admitted.pk, party=Party.CLIENT, tab="first", token=old.token, now=START)
    assert Seat.objects.get(party=Party.CLIENT.value).left_at is None


def test_flowing_media_is_one_stretch_until_a_gap(admitted: Appointment) -> None:
    sit(admitted)
    for second in (0, 10, 30, 51, 60):
        tell(admitted, party=Party.CLIENT, after_s=second)
    assert intervals(admitted) == [(0, 30, True), (51, 60, False)]


def test_a_stretch_ends_at_its_last_sign_when_media_ceases(admitted: Appointment) -> None:
    sit(admitted)
    tell(admitted, party=Party.CLIENT, after_s=0)
    tell(admitted, party=Party.CLIENT, after_s=10)
    tell(admitted, party=Party.CLIENT, after_s=15, flows=False)
    assert intervals(admitted) == [(0, 10, True)]


def test_only_the_page_in_the_seat_counts_as_connected(admitted: Appointment) -> None:
    sit(admitted)
    tell(admitted, party=Party.CLIENT, after_s=0, tab="second")
    assert intervals(admitted) == []


def test_a_sign_after_a_long_silence_introduces_the_page_again(admitted: Appointment) -> None:
    sit(admitted)
    tell(admitted, party=Party.CLIENT, after_s=90)
    tell(admitted, party=Party.CLIENT, after_s=181)
    assert [event["epoch"] for event in heard(admitted, Party.SPECIALIST)] == [1, 1]


def test_after_the_end_there_are_no_seats_signals_or_signs(admitted: Appointment) -> None:
    his, hers = sit(admitted), sit(admitted, Party.SPECIALIST)
    end_for_both(appointment_id=admitted.pk, by=personas.by(), now=START)
    for seat in (his, hers):
        with pytest.raises(CallOver):
            sit(admitted, Party(seat.party))
        with pytest.raises(CallOver):
            send(admitted, seat)
    heartbeat = Heartbeat("first", visible=True, connected=True, camera=Device.ON, microphone=Device.ON)
    assert not record_heartbeat(
        appointment_id=admitted.pk, party=Party.CLIENT, heartbeat=heartbeat, now=START
    )
    assert intervals(admitted) == []
