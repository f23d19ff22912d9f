"""Who may enter, be let in, be answered and be late, by the facts alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.personas import MONDAY
from visavis.booking.errors import NotPossibleNow
from visavis.booking.lifecycle import ACTIVE, OPEN, State
from visavis.booking.permissions import Snapshot
from visavis.lib.errors import DomainError
from visavis.waiting.errors import NobodyWaits, NoRoom, NotLetInAgain, NotTheTime, RoomNotOpen
from visavis.waiting.lifecycle import Stage
from visavis.waiting.permissions import (
    admit_refusal,
    delay_refusal,
    enter_refusal,
    message_refusal,
    room_refusal,
)

HOUR = timedelta(hours=1)
START = MONDAY + 2 * HOUR
BOOKED = Snapshot(State.SCHEDULED, START, START + HOUR, change_notice=HOUR)


def kind(refusal: DomainError | None) -> type[DomainError] | None:
    return None if refusal is None else type(refusal)


@pytest.mark.parametrize("state", State)
def test_there_is_a_room_from_the_agreement_until_the_end(state: State) -> None:
    expected = None if state in ACTIVE else NotPossibleNow
    assert kind(room_refusal(replace(BOOKED, state=state))) is expected
    assert kind(room_refusal(replace(BOOKED, state=state, by_video=False))) is NoRoom


def test_clients_enter_once_the_room_is_open() -> None:
    assert enter_refusal(BOOKED, Stage.EXPECTED, is_open=True) is None
    assert kind(enter_refusal(BOOKED, None, is_open=False)) is RoomNotOpen


def test_who_was_turned_away_enters_again_only_what_has_not_begun() -> None:
    begun = replace(BOOKED, state=State.IN_PROGRESS)
    assert kind(enter_refusal(begun, Stage.TURNED_AWAY, is_open=True)) is NotLetInAgain
    assert enter_refusal(begun, Stage.ADMITTED, is_open=True) is None
    assert enter_refusal(BOOKED, Stage.TURNED_AWAY, is_open=True) is None


@pytest.mark.parametrize("stage", [*Stage, None])
def test_who_waits_is_let_in_and_answered(stage: Stage | None) -> None:
    admitted = {stage} & {Stage.WAITING, Stage.ADMITTED}
    assert kind(admit_refusal(BOOKED, stage, has_left=False)) is (None if admitted else NobodyWaits)
    assert kind(admit_refusal(BOOKED, stage, has_left=True)) is NobodyWaits
    assert kind(message_refusal(BOOKED, stage)) is (None if stage is Stage.WAITING else NobodyWaits)


@pytest.mark.parametrize("state", State)
def test_clients_say_that_they_are_late_from_an_hour_before_until_the_end(state: State) -> None:
    booked = replace(BOOKED, state=state)
    allowed = [delay_refusal(booked, now=now) is None for now in (START - HOUR, START, START + HOUR)]
    assert allowed == [state in OPEN, state in OPEN, False]
    assert kind(delay_refusal(booked, now=START - HOUR - timedelta(seconds=1))) is NotTheTime
