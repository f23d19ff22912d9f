"""The table of states, asked as a whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.booking.lifecycle import (
    BLOCKING,
    FIRST_STATES,
    NOT_BLOCKING,
    OPEN,
    OVER,
    TRANSITIONS,
    Action,
    State,
    next_state,
)


def test_every_state_either_keeps_its_time_or_gives_it_back() -> None:
    assert set(State) == BLOCKING | NOT_BLOCKING
    assert not BLOCKING & NOT_BLOCKING


def test_every_state_can_be_reached_from_a_first_one() -> None:
    reached = set(FIRST_STATES)
    while more := {end for (begin, _), end in TRANSITIONS.items() if begin in reached} - reached:
        reached |= more
    assert reached == set(State)


@given(st.lists(st.sampled_from(Action), max_size=30))
def test_only_reopening_leads_back_to_what_is_open(actions: list[Action]) -> None:
    state = State.HELD
    for action in actions:
        before, state = state, next_state(state, action) or state
        if before not in OPEN | {State.HELD, State.REQUESTED} and state in OPEN:
            assert action is Action.REOPEN


def test_nothing_leads_out_of_an_expired_hold() -> None:
    assert not [start for start, _ in TRANSITIONS if start is State.EXPIRED]


@pytest.mark.parametrize("state", sorted(OVER))
def test_an_outcome_can_only_be_corrected_into_another_outcome(state: State) -> None:
    ends = {next_state(state, action) for start, action in TRANSITIONS if start is state}
    assert ends == OVER - {state}


@pytest.mark.parametrize("state", sorted(OPEN))
def test_moving_what_is_agreed_asks_for_confirmation_again(state: State) -> None:
    assert next_state(state, Action.MOVE) is State.SCHEDULED
