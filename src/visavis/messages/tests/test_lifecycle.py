"""The table of a message's states."""

from visavis.messages.lifecycle import QUEUED, STOPPABLE, TRANSITIONS, Action, State, states_before


def test_what_is_sent_skipped_or_superseded_never_goes_out_again_by_itself() -> None:
    for state in (State.SENT, State.SKIPPED, State.SUPERSEDED, State.FAILED):
        assert {action for begin, action in TRANSITIONS if begin is state} <= {Action.REVIVE}
    assert not [action for begin, action in TRANSITIONS if begin is State.SENT]


def test_only_what_was_claimed_can_be_begun_and_only_what_has_not_begun_is_called_back() -> None:
    assert states_before(Action.BEGIN) == (State.CLAIMED,)
    assert set(states_before(Action.SUPERSEDE)) == set(STOPPABLE)
    assert State.SENDING not in STOPPABLE


def test_every_queued_message_can_be_claimed_again() -> None:
    assert set(states_before(Action.CLAIM)) == set(QUEUED)
