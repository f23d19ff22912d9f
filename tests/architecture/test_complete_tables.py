"""Tables that must know every state or every language: a new one is not forgotten in silence."""

from django.conf import settings

from visavis.booking.lifecycle import ACTIVE, WITHOUT_CLIENT, Action, State
from visavis.desk.labels import STATE_TAGS, TRANSITION_LABELS
from visavis.history.state_labels import STATE_LABELS
from visavis.messages.kinds import VALID_STATES, Kind
from visavis.room.page_state import _BY_STATE
from visavis.web import times, translations

LANGUAGES = {code for code, _name in settings.LANGUAGES}


def test_every_state_has_a_label_for_staff_and_one_for_clients() -> None:
    assert set(STATE_TAGS) == set(State)
    assert set(STATE_LABELS) == set(State) - WITHOUT_CLIENT


def test_every_action_that_leaves_a_transition_has_a_label() -> None:
    labelled = {label.split(" ")[0] for label in TRANSITION_LABELS}
    assert {action.value for action in Action} - labelled == set()


def test_every_state_has_a_page_for_clients() -> None:
    assert set(_BY_STATE) | ACTIVE == set(State)


def test_every_kind_of_message_says_in_which_states_it_applies() -> None:
    assert set(VALID_STATES) == set(Kind)


def test_every_language_has_a_catalogue() -> None:
    assert set(translations.languages()) == LANGUAGES - {"en"}


def test_every_language_has_its_order_of_day_and_month() -> None:
    assert [set(patterns) for patterns in (times.LONG, times.SHORT, times.WITH_YEAR)] == [LANGUAGES] * 3
