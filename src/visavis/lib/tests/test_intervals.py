"""Interval arithmetic, against sets of minutes."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from visavis.lib.intervals import Interval, clip, intersect, merge, subtract

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)


def at(minute: int) -> datetime:
    return BEGIN + timedelta(minutes=minute)


def span(start: int, end: int) -> Interval:
    return Interval(at(start), at(end))


def minutes_of(*intervals: Interval) -> set[int]:
    return {
        minute
        for start, end in intervals
        for minute in range((start - BEGIN) // timedelta(minutes=1), (end - BEGIN) // timedelta(minutes=1))
    }


spans = st.builds(span, st.integers(0, 60), st.integers(0, 60))
lists = st.lists(spans, max_size=8)


def test_intervals_that_only_touch_do_not_overlap() -> None:
    assert not span(0, 10).overlaps(span(10, 20))
    assert span(0, 11).overlaps(span(10, 20))


def test_an_empty_interval_overlaps_nothing_not_even_where_it_lies_inside() -> None:
    assert not span(5, 5).overlaps(span(0, 10))
    assert not span(0, 10).overlaps(span(5, 5))


def test_merge_joins_what_touches() -> None:
    assert merge([span(20, 30), span(0, 10), span(10, 15)]) == [span(0, 15), span(20, 30)]


def test_subtract_and_intersect_keep_apart_what_touches() -> None:
    assert subtract([span(0, 10), span(10, 20)], []) == [span(0, 10), span(10, 20)]
    assert intersect([span(0, 10), span(10, 20)], [span(5, 15)]) == [span(5, 10), span(10, 15)]


def test_subtract_cuts_a_hole() -> None:
    assert subtract([span(0, 30)], [span(10, 20), span(12, 15)]) == [span(0, 10), span(20, 30)]


def test_clip_drops_what_lies_outside() -> None:
    assert clip([span(0, 5), span(4, 12), span(20, 30)], span(5, 20)) == [span(5, 12)]


def test_widened_adds_time_on_both_sides() -> None:
    assert span(10, 20).widened(timedelta(minutes=5), timedelta(minutes=1)) == span(5, 21)


@given(spans, spans)
def test_two_intervals_relate_as_their_minutes_do(one: Interval, other: Interval) -> None:
    shared = minutes_of(one) & minutes_of(other)
    both = one.intersect(other)
    assert one.overlaps(other) == other.overlaps(one) == bool(shared)
    assert minutes_of(*([both] if both else [])) == shared
    if one.start < one.end and other.start < other.end:
        assert one.covers(other) == (minutes_of(other) <= minutes_of(one))


@given(lists)
def test_merge_has_the_same_minutes_and_gaps_in_between(intervals: list[Interval]) -> None:
    merged = merge(intervals)
    assert minutes_of(*merged) == minutes_of(*intervals)
    assert all(before.end < after.start for before, after in itertools.pairwise(merged))


@given(lists, lists)
def test_subtract_and_intersect_share_the_minutes_out(some: list[Interval], others: list[Interval]) -> None:
    left, shared = subtract(some, others), intersect(some, others)
    assert minutes_of(*left) == minutes_of(*some) - minutes_of(*others)
    assert minutes_of(*shared) == minutes_of(*some) & minutes_of(*others)
    assert left == sorted(left)
    assert shared == sorted(shared)
    assert all(start < end for start, end in [*left, *shared])
