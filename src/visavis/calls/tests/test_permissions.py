"""What staff may say of a consultation, by the facts alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.personas import MONDAY
from visavis.booking.errors import NotPossibleNow
from visavis.booking.lifecycle import ACTIVE, OVER, State
from visavis.booking.permissions import Snapshot
from visavis.calls.errors import ClientCame, ClientIsHere, ReasonMissing, TooEarlyForNoShow
from visavis.calls.permissions import NO_SHOW_AFTER, correct_refusal, end_refusal, no_show_refusal
from visavis.lib.errors import DomainError

START = MONDAY
LATE = START + NO_SHOW_AFTER
BOOKED = Snapshot(State.SCHEDULED, START, START + timedelta(hours=1), change_notice=timedelta(0))


def kind(refusal: DomainError | None) -> type[DomainError] | None:
    return None if refusal is None else type(refusal)


@pytest.mark.parametrize("state", State)
def test_did_not_come_is_said_of_what_is_agreed_and_not_over(state: State) -> None:
    refusal = no_show_refusal(replace(BOOKED, state=state), client_came=False, client_is_here=False, now=LATE)
    assert kind(refusal) is (None if state in ACTIVE else NotPossibleNow)


def test_did_not_come_is_said_ten_minutes_after_the_start_of_who_is_not_here() -> None:
    early = LATE - timedelta(seconds=1)
    assert (
        kind(no_show_refusal(BOOKED, client_came=False, client_is_here=False, now=early)) is TooEarlyForNoShow
    )
    assert kind(no_show_refusal(BOOKED, client_came=True, client_is_here=True, now=LATE)) is ClientIsHere
    # Who was here and has gone did come: forty minutes of talk are no absence.
    assert kind(no_show_refusal(BOOKED, client_came=True, client_is_here=False, now=LATE)) is ClientCame


@pytest.mark.parametrize("state", State)
def test_the_specialist_ends_what_is_going_on(state: State) -> None:
    assert kind(end_refusal(replace(BOOKED, state=state))) is (
        None if state is State.IN_PROGRESS else NotPossibleNow
    )


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("to", State)
def test_an_outcome_is_corrected_to_another_one_with_a_reason(state: State, to: State) -> None:
    was = replace(BOOKED, state=state)
    possible = {state, to} <= OVER and state is not to
    assert kind(correct_refusal(was, to, reason="I know better")) is (None if possible else NotPossibleNow)
    assert kind(correct_refusal(was, to, reason=" ")) is ReasonMissing
