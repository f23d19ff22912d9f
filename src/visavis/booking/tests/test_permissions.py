"""What may be done when and by whom: each rule alone, then asked by the services under their lock."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import personas
from tests.personas import IVAN, MARIA, MONDAY
from visavis.booking.errors import BookingRefused, HoldExpired, NotPossibleNow, TooLateToMove
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.permissions import (
    Snapshot,
    allowed_actions,
    book_refusal,
    cancel_refusal,
    cancels_late,
    confirm_refusal,
    details_refusal,
    move_refusal,
)
from visavis.booking.services import cancel, confirm, correct_details, move_by_client
from visavis.people.actors import THE_CLIENT, Actor, ActorKind

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
START = MONDAY + 2 * HOUR
END = START + HOUR
CLIENT, STAFF = ActorKind.CLIENT, ActorKind.STAFF
AHEAD = {State.REQUESTED, State.SCHEDULED, State.CONFIRMED}


def at(state: State, *, notice: timedelta = timedelta(0)) -> Snapshot:
    return Snapshot(state, START, END, change_notice=notice)


def kind(refusal: BookingRefused | None) -> type[BookingRefused] | None:
    return None if refusal is None else type(refusal)


@pytest.mark.parametrize("state", State)
def test_clients_move_cancel_and_correct_only_what_lies_ahead(state: State) -> None:
    now, expected = START - HOUR, None if state in AHEAD else NotPossibleNow
    assert kind(move_refusal(at(state), CLIENT, now=now)) is expected
    assert kind(cancel_refusal(at(state), CLIENT, now=now)) is expected
    assert kind(details_refusal(at(state), CLIENT, now=now)) is expected


@pytest.mark.parametrize("state", sorted(AHEAD))
def test_from_the_start_on_clients_neither_move_nor_cancel_nor_confirm(state: State) -> None:
    assert kind(move_refusal(at(state, notice=HOUR), CLIENT, now=START)) is NotPossibleNow
    assert kind(cancel_refusal(at(state), CLIENT, now=START)) is NotPossibleNow
    assert kind(confirm_refusal(at(state), now=START)) is NotPossibleNow


def test_clients_confirm_what_is_scheduled_before_it_begins() -> None:
    before = START - timedelta(seconds=1)
    allowed = {state for state in State if confirm_refusal(at(state), now=before) is None}
    assert allowed == {State.SCHEDULED}


def test_clients_move_until_the_notice_and_cancel_later_with_a_mark() -> None:
    booked, limit = at(State.SCHEDULED, notice=DAY), START - DAY
    after = limit + timedelta(seconds=1)
    assert move_refusal(booked, CLIENT, now=limit) is None
    assert kind(move_refusal(booked, CLIENT, now=after)) is TooLateToMove
    assert cancel_refusal(booked, CLIENT, now=after) is None
    assert (cancels_late(booked, now=limit), cancels_late(booked, now=after)) == (False, True)
    assert not cancels_late(replace(booked, state=State.REQUESTED), now=after), "nothing was agreed"


def test_clients_correct_their_details_until_the_planned_end() -> None:
    last = END - timedelta(seconds=1)
    assert details_refusal(at(State.CONFIRMED), CLIENT, now=last) is None
    assert kind(details_refusal(at(State.CONFIRMED), CLIENT, now=END)) is NotPossibleNow


def test_no_notice_and_no_start_holds_staff_back() -> None:
    later = END + DAY
    movable = {state for state in State if move_refusal(at(state, notice=DAY), STAFF, now=later) is None}
    cancellable = {state for state in State if cancel_refusal(at(state), STAFF, now=later) is None}
    assert movable == AHEAD
    assert cancellable == AHEAD | {State.IN_PROGRESS}


def test_staff_correct_details_wherever_there_is_a_client() -> None:
    refused = {state for state in State if details_refusal(at(state), STAFF, now=MONDAY)}
    assert refused == {State.HELD, State.EXPIRED}


@pytest.mark.parametrize("state", State)
def test_staff_answer_requests_and_reopen_what_was_called_off(state: State) -> None:
    staff = allowed_actions(at(state), STAFF, now=MONDAY)
    client = allowed_actions(at(state), CLIENT, now=MONDAY)
    assert staff.approve is staff.decline is (state is State.REQUESTED)
    assert staff.reopen is (state in {State.DECLINED, State.CANCELLED})
    assert not staff.confirm
    assert not any([client.approve, client.decline, client.reopen])


@pytest.mark.parametrize("state", State)
def test_a_hold_is_booked_while_it_lasts_and_nothing_else_is(state: State) -> None:
    kept = replace(at(state), held_until=MONDAY)
    before = MONDAY - timedelta(seconds=1)
    assert kind(book_refusal(kept, now=before)) is (None if state is State.HELD else HoldExpired)
    assert kind(book_refusal(kept, now=MONDAY)) is HoldExpired


@pytest.fixture
def appointment(db: None) -> Appointment:
    personas.practice()
    service = personas.service(personas.olena(), notice_min=60, change_notice_min=0)
    return personas.booked(service, START)


def unchanged(appointment: Appointment) -> bool:
    before = (appointment.state, appointment.version, appointment.starts_at, appointment.client_name)
    appointment.refresh_from_db()
    return before == (appointment.state, appointment.version, appointment.starts_at, appointment.client_name)


def test_the_service_refuses_a_clients_move_from_the_start_on(appointment: Appointment) -> None:
    slot = personas.slot(appointment.service, START + DAY)
    with pytest.raises(NotPossibleNow):
        move_by_client(appointment_id=appointment.pk, slot=slot, now=START)
    assert unchanged(appointment)


def test_the_service_refuses_a_clients_cancellation_from_the_start_on(appointment: Appointment) -> None:
    with pytest.raises(NotPossibleNow):
        cancel(appointment_id=appointment.pk, by=THE_CLIENT, now=START)
    assert unchanged(appointment)
    assert cancel(appointment_id=appointment.pk, by=personas.by(), now=START).lifecycle is State.CANCELLED


def test_the_service_refuses_a_promise_to_come_from_the_start_on(appointment: Appointment) -> None:
    with pytest.raises(NotPossibleNow):
        confirm(appointment_id=appointment.pk, now=START)
    assert unchanged(appointment)


def test_the_service_refuses_a_clients_other_details_once_it_is_over(appointment: Appointment) -> None:
    with pytest.raises(NotPossibleNow):
        correct_details(appointment_id=appointment.pk, details=MARIA, by=THE_CLIENT, now=appointment.ends_at)
    assert unchanged(appointment)


@pytest.mark.parametrize("by", [THE_CLIENT, personas.by()], ids=["client", "staff"])
def test_the_service_refuses_details_where_there_is_no_client(by: Actor, appointment: Appointment) -> None:
    held = personas.held(appointment.service, START + DAY)
    with pytest.raises(NotPossibleNow):
        correct_details(appointment_id=held.pk, details=IVAN, by=by, now=MONDAY)
    assert unchanged(held)


def test_the_service_refuses_a_clients_other_details_of_what_was_cancelled(appointment: Appointment) -> None:
    cancel(appointment_id=appointment.pk, by=personas.by(), now=MONDAY)
    appointment.refresh_from_db()
    with pytest.raises(NotPossibleNow):
        correct_details(appointment_id=appointment.pk, details=MARIA, by=THE_CLIENT, now=MONDAY)
    assert unchanged(appointment)
