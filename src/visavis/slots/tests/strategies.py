"""Schedules, calendars and rules for Hypothesis, in whole minutes of two days."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from visavis.lib.intervals import Interval
from visavis.slots.engine import SlotRules

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
TWO_DAYS = 2 * 24 * 60


def at(minute: float) -> datetime:
    """An instant, in minutes since the beginning."""
    return BEGIN + timedelta(minutes=minute)


def minutes(count: float) -> timedelta:
    """A length."""
    return timedelta(minutes=count)


def span(start: float, end: float) -> Interval:
    """An interval, in minutes since the beginning."""
    return Interval(at(start), at(end))


def spans(longest: int, count: int) -> st.SearchStrategy[list[Interval]]:
    """Intervals in no order, overlapping, touching, empty ones among them."""
    starts = st.integers(0, TWO_DAYS) | st.integers(0, TWO_DAYS // 60).map(lambda hour: hour * 60)
    lengths = st.integers(0, longest) | st.integers(0, longest // 60).map(lambda hours: hours * 60)
    return st.lists(st.builds(lambda start, long: span(start, start + long), starts, lengths), max_size=count)


WORKING = spans(600, 6)
BUSY = spans(120, 10)
NOW = st.integers(-300 * 60, (TWO_DAYS + 60) * 60).map(lambda second: BEGIN + timedelta(seconds=second))
RULES = st.builds(
    SlotRules,
    duration=st.sampled_from([5, 20, 50, 60, 90, 240]).map(minutes),
    step=st.sampled_from([1, 5, 15, 45, 50, 60]).map(minutes),
    buffer_before=st.sampled_from([0, 0, 5, 30]).map(minutes),
    buffer_after=st.sampled_from([0, 0, 10, 45]).map(minutes),
    notice=st.sampled_from([0, 0, 90, 24 * 60]).map(minutes),
    horizon=st.sampled_from([0, 10 * 60, 20 * 24 * 60, 20 * 24 * 60]).map(minutes),
)
