"""The slot engine: named cases, then the brute-force oracle over everything Hypothesis thinks of."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.lib.intervals import Interval
from visavis.schedule.tests.zones import SCALE
from visavis.slots.engine import Refusal, SlotRules, bookable_slots, nearest, refusal, refusals
from visavis.slots.tests.oracle import EPOCH, MINUTE, Calendar, number
from visavis.slots.tests.strategies import BUSY, NOW, RULES, WORKING, at, minutes, span

EXAMPLES = settings(deadline=None, max_examples=max(100, round(2000 * SCALE)), database=None)
LONG_AGO = at(-60 * 24)
PLAIN = SlotRules(
    duration=minutes(50),
    step=minutes(50),
    buffer_before=minutes(0),
    buffer_after=minutes(0),
    notice=minutes(0),
    horizon=timedelta(days=60),
)


def starts(
    working: list[Interval],
    busy: list[Interval] | None = None,
    rules: SlotRules = PLAIN,
    now: datetime = LONG_AGO,
) -> list[int]:
    slots = list(bookable_slots(working, busy or [], rules, now=now))
    assert all(slot.duration == rules.duration for slot in slots)
    return [(slot.start - at(0)) // MINUTE for slot in slots]


def test_slots_follow_one_another_from_opening_to_closing() -> None:
    assert starts([span(0, 160)]) == [0, 50, 100]


def test_a_slot_that_ends_at_closing_time_fits() -> None:
    assert starts([span(0, 100)]) == [0, 50]
    assert starts([span(0, 99)]) == [0]


def test_the_grid_stays_where_it_was_after_somebody_busy() -> None:
    assert starts([span(0, 300)], [span(55, 60)]) == [0, 100, 150, 200, 250]


def test_a_slot_may_begin_as_another_ends_and_end_as_another_begins() -> None:
    assert starts([span(0, 150)], [span(0, 50), span(100, 150)]) == [50]


def test_own_buffers_keep_a_distance_and_may_lie_outside_the_hours() -> None:
    rules = replace(PLAIN, buffer_before=minutes(10), buffer_after=minutes(10))
    assert starts([span(0, 50)], rules=rules) == [0]
    assert starts([span(0, 50)], [span(-20, -10), span(60, 70)], rules) == [0]
    assert starts([span(0, 50)], [span(59, 70)], rules) == []
    assert starts([span(0, 50)], [span(-20, -9)], rules) == []


def test_busy_time_may_be_unsorted_and_overlap_and_an_empty_one_keeps_nobody_away() -> None:
    assert starts([span(0, 250)], [span(120, 130), span(0, 90), span(10, 20), span(225, 225)]) == [150, 200]


def test_a_long_interval_hides_the_short_ones_that_it_covers() -> None:
    assert starts([span(0, 300)], [span(0, 240), span(10, 20)]) == [250]


def test_notice_and_horizon_are_both_met_to_the_instant() -> None:
    rules = replace(PLAIN, notice=minutes(50), horizon=minutes(100))
    assert starts([span(0, 300)], rules=rules, now=at(0)) == [50, 100]
    assert starts([span(0, 300)], rules=rules, now=at(0) + timedelta.resolution) == [100]
    assert starts([span(0, 300)], rules=rules, now=at(0) - timedelta.resolution) == [50]


def test_hours_that_overlap_are_one_window() -> None:
    assert starts([span(60, 200), span(0, 110)]) == [0, 50, 100, 150]


def test_hours_that_touch_can_be_crossed_and_each_keeps_its_own_grid() -> None:
    assert starts([span(0, 120), span(120, 230)]) == [0, 50, 100, 120, 170]


def test_a_start_at_which_two_grids_meet_is_offered_once() -> None:
    assert starts([span(0, 100), span(100, 150)]) == [0, 50, 100]


def test_slots_within_a_range_are_those_that_start_in_it() -> None:
    slots = bookable_slots([span(0, 300)], [], PLAIN, now=LONG_AGO, within=span(50, 200))
    assert [slot.start for slot in slots] == [at(50), at(100), at(150)]


def test_slots_come_one_by_one() -> None:
    slots = bookable_slots([span(0, 10**7)], [], replace(PLAIN, horizon=timedelta(days=10**5)), now=LONG_AGO)
    assert next(slots) == span(0, 50)


@pytest.mark.parametrize(
    "wrong",
    [{"duration": minutes(0)}, {"step": minutes(0)}, {"notice": minutes(-1)}, {"buffer_after": minutes(-1)}],
    ids=str,
)
def test_rules_that_cannot_be_are_refused(wrong: dict[str, timedelta]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong)).partition("_")[0]):
        replace(PLAIN, **wrong)


@pytest.mark.parametrize(
    ("slot", "reason"),
    [
        (span(-10, 40), Refusal.PAST),
        (span(0, 50), Refusal.TOO_SOON),
        (span(600, 650), Refusal.TOO_FAR),
        (span(250, 300), Refusal.OUTSIDE_HOURS),
        (span(2000, 2050), Refusal.TOO_FAR),
        (span(60, 110), Refusal.OFF_GRID),
        (span(50, 110), Refusal.WRONG_LENGTH),
        (span(100, 150), Refusal.TAKEN),
        (span(50, 100), Refusal.BUFFER),
        (span(200, 250), None),
    ],
    ids=str,
)
def test_a_refusal_names_what_is_wrong(slot: Interval, reason: Refusal | None) -> None:
    rules = replace(PLAIN, buffer_after=minutes(15), notice=minutes(30), horizon=minutes(500))
    assert refusal(slot, [span(0, 260), span(600, 1000)], [span(110, 140)], rules, now=at(0)) is reason


def test_all_that_speaks_against_a_slot_is_named_for_those_who_may_overrule_it() -> None:
    slot = span(-10, 50)
    found = list(refusals(slot, [span(0, 260)], [span(40, 60)], PLAIN, now=at(0)))
    assert found == [Refusal.PAST, Refusal.OUTSIDE_HOURS, Refusal.WRONG_LENGTH, Refusal.TAKEN]


def test_nearest_slots_come_in_order_of_time_and_the_earlier_of_two_equals_wins() -> None:
    slots = [span(start, start + 50) for start in (0, 50, 100, 150, 200)]
    assert nearest(slots, at(100), 2) == [slots[1], slots[2]]
    assert nearest(slots, at(1000), 2) == slots[-2:]
    assert nearest([], at(0), 3) == []


@EXAMPLES
@given(WORKING, BUSY, RULES, NOW, st.none() | st.tuples(st.integers(0, 2880), st.integers(0, 1440)))
def test_slots_are_those_that_every_minute_agrees_to(
    working: list[Interval],
    busy: list[Interval],
    rules: SlotRules,
    now: datetime,
    asked: tuple[int, int] | None,
) -> None:
    within = None if asked is None else span(asked[0], sum(asked))
    found = list(bookable_slots(working, busy, rules, now=now, within=within))
    assert found == Calendar(working, busy, rules).slots(now=now, within=within)


@EXAMPLES
@given(WORKING, BUSY, RULES, NOW, st.data())
def test_a_slot_is_refused_exactly_when_it_is_not_offered(
    working: list[Interval], busy: list[Interval], rules: SlotRules, now: datetime, data: st.DataObject
) -> None:
    offered = list(bookable_slots(working, busy, rules, now=now))
    assert all(refusal(slot, working, busy, rules, now=now) is None for slot in offered)
    bounds = [instant for interval in working for instant in interval] or [now]
    start = data.draw(st.sampled_from(bounds)) + data.draw(st.integers(-120, 120)) * MINUTE
    slot = Interval(start, start + rules.duration + data.draw(st.sampled_from([0, 0, 0, 5, -5])) * MINUTE)
    assert (refusal(slot, working, busy, rules, now=now) is None) == (slot in offered)


@EXAMPLES
@given(WORKING, BUSY, RULES, NOW, st.integers(-100, 3000), st.sampled_from([0, 0, 5, -4]))
def test_every_refusal_is_true_and_none_is_missing(
    working: list[Interval], busy: list[Interval], rules: SlotRules, now: datetime, start: int, longer: int
) -> None:
    slot = Interval(at(start), at(start) + rules.duration + minutes(longer))
    first, length = number(slot.start), (slot.end - slot.start) // MINUTE
    calendar = Calendar(working, busy, rules)
    in_hours, taken = calendar.in_hours(first, length), calendar.taken(first, length)
    near = calendar.taken(first - calendar.before, calendar.before + length + calendar.after)
    expected = {
        Refusal.PAST: slot.start < now,
        Refusal.TOO_SOON: now <= slot.start < now + rules.notice,
        Refusal.TOO_FAR: slot.start > now + rules.horizon,
        Refusal.OUTSIDE_HOURS: not in_hours,
        Refusal.OFF_GRID: in_hours and not calendar.on_grid(first),
        Refusal.WRONG_LENGTH: longer != 0,
        Refusal.TAKEN: taken,
        Refusal.BUFFER: near and not taken,
    }
    found = list(refusals(slot, working, busy, rules, now=now))
    assert found == [reason for reason, applies in expected.items() if applies]
    assert slot.start == EPOCH + first * MINUTE
