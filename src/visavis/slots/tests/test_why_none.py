"""The explainer: why nothing is free, case by case, and never a reason that isn't true."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from visavis.lib.intervals import Interval
from visavis.schedule.tests.zones import SCALE
from visavis.slots.engine import NoneReason, SlotRules, bookable_slots, why_none
from visavis.slots.tests.strategies import BUSY, NOW, RULES, WORKING, at, minutes, span
from visavis.slots.tests.test_engine import LONG_AGO, PLAIN

HOURS = [span(0, 200)]


def reason(
    working: list[Interval],
    busy: list[Interval] | None = None,
    rules: SlotRules = PLAIN,
    *,
    now: datetime = LONG_AGO,
    closed: bool = False,
    time_off: list[Interval] | None = None,
    within: Interval | None = None,
) -> NoneReason:
    busy, time_off = busy or [], time_off or []
    assert not list(bookable_slots(working, [*busy, *time_off], rules, now=now, within=within))
    return why_none(
        working, [*busy, *time_off], rules, now=now, closed=closed, time_off=time_off, within=within
    )


def test_no_hours_and_a_closed_day_are_told_apart() -> None:
    assert reason([]) is NoneReason.NO_HOURS
    assert reason([], closed=True) is NoneReason.CLOSED


def test_hours_outside_the_range_are_no_hours() -> None:
    assert reason(HOURS, within=span(300, 400)) is NoneReason.NO_HOURS


def test_hours_shorter_than_the_consultation_are_too_short() -> None:
    assert reason([span(0, 40), span(60, 100)]) is NoneReason.TOO_SHORT


def test_the_rest_of_a_night_does_not_make_a_closed_day_too_short() -> None:
    assert reason([span(-60, 20)], closed=True, within=span(0, 1440)) is NoneReason.CLOSED


def test_short_hours_that_touch_are_long_enough_together() -> None:
    assert reason([span(0, 40), span(40, 80)], [span(0, 80)]) is NoneReason.FULLY_BOOKED


def test_when_everybody_else_was_faster_it_is_fully_booked() -> None:
    assert reason(HOURS, [span(0, 200)]) is NoneReason.FULLY_BOOKED


def test_booked_up_later_counts_more_than_too_soon_now() -> None:
    rules = replace(PLAIN, notice=minutes(100))
    assert reason(HOURS, [span(100, 200)], rules, now=at(0)) is NoneReason.FULLY_BOOKED


def test_time_off_alone_is_closed_but_time_off_and_bookings_are_fully_booked() -> None:
    assert reason(HOURS, time_off=[span(0, 200)]) is NoneReason.CLOSED
    assert reason(HOURS, [span(0, 50)], time_off=[span(50, 200)]) is NoneReason.FULLY_BOOKED


def test_everything_inside_the_notice_is_too_soon() -> None:
    assert reason(HOURS, rules=replace(PLAIN, notice=minutes(300)), now=at(0)) is NoneReason.TOO_SOON


def test_everything_past_the_horizon_is_too_far() -> None:
    assert reason(HOURS, rules=replace(PLAIN, horizon=minutes(60)), now=at(-100)) is NoneReason.TOO_FAR


def test_a_free_time_too_far_ahead_is_named_before_one_too_soon() -> None:
    rules = replace(PLAIN, notice=minutes(300), horizon=minutes(400))
    assert reason([*HOURS, span(500, 600)], rules=rules, now=at(0)) is NoneReason.TOO_FAR


def test_what_is_too_soon_and_taken_besides_is_fully_booked() -> None:
    rules = replace(PLAIN, notice=minutes(300))
    assert reason(HOURS, [span(0, 200)], rules, now=at(0)) is NoneReason.FULLY_BOOKED


def test_a_day_that_is_over_is_past() -> None:
    assert reason(HOURS, now=at(151)) is NoneReason.PAST
    assert reason(HOURS, [span(0, 200)], now=at(500)) is NoneReason.PAST


@settings(deadline=None, max_examples=max(100, round(2000 * SCALE)), database=None)
@given(WORKING, BUSY, BUSY, RULES, NOW, st.none() | st.just(span(0, 1440)))
def test_the_reason_is_a_rule_without_which_something_would_be_offered(
    working: list[Interval],
    bookings: list[Interval],
    time_off: list[Interval],
    rules: SlotRules,
    now: datetime,
    within: Interval | None,
) -> None:
    busy = [*bookings, *time_off]

    def offered(kept: list[Interval], kept_rules: SlotRules, judged: datetime = now) -> bool:
        return any(bookable_slots(working, kept, kept_rules, now=judged, within=within))

    assume(not offered(busy, rules))
    endless = timedelta(days=400)
    boundless = replace(rules, notice=minutes(0), horizon=endless)
    long_before = now - timedelta(days=200)
    true_of = {
        NoneReason.NO_HOURS: not offered([], boundless, long_before),
        NoneReason.TOO_SHORT: not offered([], boundless, long_before),
        NoneReason.FULLY_BOOKED: offered([], boundless) and not offered(busy, rules),
        NoneReason.CLOSED: not offered(time_off, rules) and offered([], boundless),
        NoneReason.TOO_FAR: offered(busy, replace(rules, horizon=endless)),
        NoneReason.TOO_SOON: offered(busy, boundless) and not offered(busy, replace(rules, horizon=endless)),
        NoneReason.PAST: not offered([], boundless) and offered([], boundless, long_before),
    }
    assert true_of[why_none(working, busy, rules, now=now, time_off=time_off, within=within)]
