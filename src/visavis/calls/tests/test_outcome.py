"""The outcome, for every combination of who entered, was let in, was connected, left and ended."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from visavis.booking.lifecycle import Absent, State
from visavis.calls.outcome import Outcome, OutcomeFacts, outcome
from visavis.lib.intervals import Interval

START = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
END = START + timedelta(minutes=50)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
LONG_AFTER = END + timedelta(days=1)

COMPLETED = Outcome(State.COMPLETED)
FAILED = Outcome(State.TECHNICAL_FAILURE)
CLIENT = Outcome(State.NO_SHOW, Absent.CLIENT)
SPECIALIST = Outcome(State.NO_SHOW, Absent.SPECIALIST)
BOTH = Outcome(State.NO_SHOW, Absent.BOTH)


def facts(**known: object) -> OutcomeFacts:
    return replace(OutcomeFacts(starts_at=START, ends_at=END), **known)  # type: ignore[arg-type]  # by name


def span(start_s: int, end_s: int) -> Interval:
    return Interval(START + start_s * SECOND, START + end_s * SECOND)


NOTHING: list[Interval] = []
A_MINUTE = [span(0, 60)]
LESS = [span(0, 59)]

# entered, specialist came, let in, his stretches, her stretches → what it was
TABLE = [
    (False, False, False, NOTHING, NOTHING, BOTH),
    (False, True, False, NOTHING, NOTHING, CLIENT),
    (True, False, False, NOTHING, NOTHING, SPECIALIST),
    (True, True, False, NOTHING, NOTHING, SPECIALIST),
    (True, False, True, NOTHING, NOTHING, FAILED),
    (True, True, True, NOTHING, NOTHING, FAILED),
    (True, True, True, A_MINUTE, NOTHING, FAILED),
    (True, True, True, NOTHING, A_MINUTE, FAILED),
    (True, True, True, LESS, A_MINUTE, FAILED),
    (True, True, True, A_MINUTE, LESS, FAILED),
    (True, True, True, [span(0, 60)], [span(60, 120)], FAILED),
    (True, True, True, [span(0, 90)], [span(31, 120)], FAILED),
    (True, True, True, [span(0, 90)], [span(30, 120)], COMPLETED),
    (True, True, True, A_MINUTE, A_MINUTE, COMPLETED),
    (True, True, True, [span(0, 30), span(100, 130)], [span(0, 200)], COMPLETED),
    (True, True, True, [span(0, 30), span(100, 129)], [span(0, 200)], FAILED),
    (True, True, True, [span(0, 40), span(20, 40)], [span(0, 200)], FAILED),
]


@pytest.mark.parametrize(("entered", "came", "admitted", "his", "hers", "expected"), TABLE)
@pytest.mark.parametrize("left", [None, START, END + timedelta(hours=1)])
def test_what_it_was_follows_from_the_facts(
    entered: bool,
    came: bool,
    admitted: bool,
    his: list[Interval],
    hers: list[Interval],
    expected: Outcome,
    left: datetime | None,
) -> None:
    known = facts(
        entered=entered,
        specialist_came=came,
        admitted=admitted,
        client_connected=his,
        specialist_connected=hers,
        last_present_at=left,
    )
    assert outcome(known, LONG_AFTER) == expected
    assert outcome(replace(known, ended=True), START + MINUTE) == expected


def test_the_table_names_every_combination_of_coming_and_being_let_in() -> None:
    listed = {row[:3] for row in TABLE}
    # Nobody is let in who has not entered.
    possible = {row for row in product([False, True], repeat=3) if row[0] or not row[2]}
    assert listed == possible


def test_in_person_it_took_place_when_its_time_is_over() -> None:
    known = facts(in_person=True)
    assert outcome(known, END - SECOND) is None
    assert outcome(known, END) == COMPLETED


@pytest.mark.parametrize("admitted", [False, True])
def test_it_is_never_closed_while_both_are_here(admitted: bool) -> None:
    known = facts(entered=True, admitted=admitted, anyone_here=True, both_here=True, last_present_at=START)
    assert outcome(known, LONG_AFTER) is None


@pytest.mark.parametrize(
    ("other_left", "due"),
    [
        (None, END + 10 * MINUTE),
        (START + 5 * MINUTE, END + 10 * MINUTE),
        (END + 20 * MINUTE, END + 30 * MINUTE),
    ],
)
def test_one_who_is_alone_keeps_a_call_open_for_ten_minutes(
    other_left: datetime | None, due: datetime
) -> None:
    known = facts(
        entered=True, admitted=True, anyone_here=True, last_present_at=due, together_until=other_left
    )
    assert outcome(known, due - SECOND) is None
    assert outcome(known, due) == FAILED


def test_a_client_who_waits_may_be_let_in_for_an_hour_after_the_end_and_no_longer() -> None:
    known = facts(entered=True, anyone_here=True, last_present_at=END + 60 * MINUTE)
    assert outcome(known, END + 60 * MINUTE - SECOND) is None
    assert outcome(known, END + 60 * MINUTE) == SPECIALIST


def test_a_specialist_who_is_here_alone_waits_ten_minutes_longer_than_planned() -> None:
    known = facts(specialist_came=True, anyone_here=True, last_present_at=END + 10 * MINUTE)
    assert outcome(known, END + 10 * MINUTE - SECOND) is None
    assert outcome(known, END + 10 * MINUTE) == CLIENT


def test_ending_it_closes_at_once_though_both_are_here() -> None:
    known = facts(entered=True, admitted=True, anyone_here=True, ended=True)
    assert outcome(known, START + MINUTE) == FAILED


def test_a_call_that_both_left_is_closed_ten_minutes_later_but_not_before_the_planned_end() -> None:
    early = facts(entered=True, admitted=True, last_present_at=START + 20 * MINUTE)
    assert outcome(early, END - SECOND) is None
    assert outcome(early, END) == FAILED
    late = replace(early, last_present_at=END + 5 * MINUTE)
    assert outcome(late, END + 15 * MINUTE - SECOND) is None
    assert outcome(late, END + 15 * MINUTE) == FAILED


def test_a_client_who_entered_may_be_let_in_until_a_quarter_of_an_hour_after_the_end() -> None:
    known = facts(entered=True, last_present_at=START)
    assert outcome(known, END + 15 * MINUTE - SECOND) is None
    assert outcome(known, END + 15 * MINUTE) == SPECIALIST
    stayed = replace(known, last_present_at=END + 14 * MINUTE)
    assert outcome(stayed, END + 15 * MINUTE) is None
    assert outcome(stayed, END + 24 * MINUTE) == SPECIALIST


def test_a_client_who_never_entered_has_missed_it_at_the_planned_end() -> None:
    known = facts(specialist_came=True)
    assert outcome(known, END - SECOND) is None
    assert outcome(known, END) == CLIENT


def test_time_together_is_what_both_had_at_once() -> None:
    known = facts(client_connected=[span(0, 100)], specialist_connected=[span(10, 20), span(50, 200)])
    assert known.time_together == timedelta(seconds=60)
    assert facts(specialist_connected=[span(0, 100)]).time_together == timedelta(0)


@pytest.mark.parametrize("outage", [20, 100, 200])
@pytest.mark.parametrize(
    ("his_report", "hers_report", "his_silence", "hers_silence", "counted"),
    [
        (True, True, False, False, True),
        (True, False, False, True, True),
        (False, True, True, False, True),
        # Nobody knows; and a page that said that nothing came in is believed.
        (False, False, True, True, False),
        (False, True, False, False, False),
        (True, False, False, False, False),
    ],
)
def test_an_outage_of_ours_in_a_call_counts_by_the_word_of_both(
    outage: int,
    his_report: bool,
    hers_report: bool,
    his_silence: bool,
    hers_silence: bool,
    counted: bool,
) -> None:
    away = span(30, 30 + outage)
    seen = [span(0, 30), span(30 + outage, 30 + outage + 20)]

    def lived(is_reported: bool) -> list[Interval]:
        return [*seen, away] if is_reported else seen

    known = facts(
        entered=True,
        specialist_came=True,
        admitted=True,
        client_connected=lived(his_report),
        specialist_connected=lived(hers_report),
        client_silent=[away] if his_silence else [],
        specialist_silent=[away] if hers_silence else [],
    )
    assert known.time_together == (50 + (outage if counted else 0)) * SECOND
    assert outcome(known, LONG_AFTER) == (COMPLETED if counted else FAILED)
