"""The table of states, asked as a whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.booking.lifecycle import (
    BLOCKING,
    FIRST_STATES,
    GONE,
    OPEN,
    OVER,
    TRANSITIONS,
    Action,
    State,
    after,
    possible,
)


def test_every_state_either_keeps_its_time_or_gives_it_back() -> None:
    assert set(State) == BLOCKING | GONE
    assert not BLOCKING & GONE


def test_every_state_can_be_reached_from_a_first_one() -> None:
    reached = set(FIRST_STATES)
    while more := {end for (begin, _), end in TRANSITIONS.items() if begin in reached} - reached:
        reached |= more
    assert reached == set(State)


@given(st.lists(st.sampled_from(Action), max_size=30))
def test_only_reopening_leads_back_to_what_is_open(actions: list[Action]) -> None:
    state = State.HELD
    for action in actions:
        before, state = state, after(state, action) or state
        if before not in OPEN | {State.HELD, State.REQUESTED} and state in OPEN:
            assert action is Action.REOPEN


def test_nothing_leads_out_of_an_expired_hold() -> None:
    assert possible(State.EXPIRED) == frozenset()


@pytest.mark.parametrize("state", sorted(OVER))
def test_an_outcome_can_only_be_corrected_into_another_outcome(state: State) -> None:
    ends = {after(state, action) for action in possible(state)}
    assert ends == OVER - {state}


@pytest.mark.parametrize("state", sorted(OPEN))
def test_moving_what_is_agreed_asks_for_confirmation_again(state: State) -> None:
    assert after(state, Action.MOVE) is State.SCHEDULED
