"""Where moments stand on the grid, also in the nights when clocks change."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from visavis.desk.grid_rows import week_around
from visavis.desk.time_axis import TimeAxis, assign_lanes
from visavis.lib.intervals import Interval
from visavis.schedule.tests.zones import ODD_DAYS

KYIV = ZoneInfo("Europe/Kyiv")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
HOUR = timedelta(hours=1)


def at(axis: TimeAxis, day: date, text: str) -> int:
    return axis.at(datetime.fromisoformat(text), day)


def test_a_position_is_the_minute_of_the_wall() -> None:
    day = date(2026, 12, 7)
    axis = TimeAxis.of([day], KYIV)
    assert at(axis, day, "2026-12-07T08:30+00:00") == 10 * 60 + 30
    assert (at(axis, day, "2026-12-06T08:30+00:00"), at(axis, day, "2026-12-09T08:30+00:00")) == (0, 1440)
    assert axis.void_spans(day) == []
    assert axis.labels(480, 600) == [(480, "08:00"), (540, "09:00")]


def test_a_day_of_23_hours_has_a_void_where_the_hour_is_missing() -> None:
    axis = TimeAxis.of(week_around(SPRING), KYIV)
    assert axis.void_spans(SPRING) == [(180, 240)]
    assert axis.void_spans(SPRING - timedelta(days=1)) == []
    assert at(axis, SPRING, "2026-03-29T00:59+00:00") == 179
    assert at(axis, SPRING, "2026-03-29T01:00+00:00") == 240


def test_a_day_of_25_hours_has_room_for_the_hour_that_comes_twice() -> None:
    axis = TimeAxis.of(week_around(AUTUMN), KYIV)
    assert axis.end == 25 * 60
    assert at(axis, AUTUMN, "2026-10-25T00:30+00:00") == 3 * 60 + 30
    assert at(axis, AUTUMN, "2026-10-25T01:30+00:00") == 4 * 60 + 30
    assert at(axis, AUTUMN, "2026-10-25T08:00+00:00") == 11 * 60
    assert axis.void_spans(AUTUMN) == []


def test_the_other_days_of_that_week_stay_level_with_it() -> None:
    axis = TimeAxis.of(week_around(AUTUMN), KYIV)
    before = AUTUMN - timedelta(days=1)
    assert axis.void_spans(before) == [(240, 300)]
    assert at(axis, before, "2026-10-24T07:00+00:00") == 11 * 60
    assert axis.labels(120, 360) == [(120, "02:00"), (180, "03:00"), (240, "03:00"), (300, "04:00")]


@pytest.mark.parametrize("case", [one for one in ODD_DAYS if one[1].year >= 2016], ids=str)
def test_positions_grow_with_time_and_blocks_are_as_high_as_they_are_long(case: tuple[str, date]) -> None:
    zone, day = ZoneInfo(case[0]), case[1]
    axis = TimeAxis.of([day], zone)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    minutes = [noon + timedelta(minutes=15 * number) for number in range(-120, 120)]
    of_day = [moment for moment in minutes if moment.astimezone(zone).date() == day]
    positions = [axis.at(moment, day) for moment in of_day]
    steps = {after - before for before, after in pairwise(positions)}
    skipped = axis.skipped[1] - axis.skipped[0] if axis.skipped else 0
    assert steps <= {15, 15 + skipped}
    assert max(positions, default=0) < axis.end


def test_what_runs_past_midnight_stands_on_both_days() -> None:
    monday, tuesday = date(2026, 12, 7), date(2026, 12, 8)
    axis = TimeAxis.of([monday, tuesday], KYIV)
    late = Interval(datetime(2026, 12, 7, 21, 30, tzinfo=UTC), datetime(2026, 12, 7, 22, 20, tzinfo=UTC))
    assert axis.span_of(late, monday) == (23 * 60 + 30, 1440)
    assert axis.span_of(late, tuesday) == (0, 20)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        ([(0, 10), (10, 20)], [(0, 1), (0, 1)]),
        ([(0, 10), (5, 20), (10, 30)], [(0, 2), (1, 2), (0, 2)]),
        ([(0, 30), (5, 10), (6, 9), (40, 50)], [(0, 3), (1, 3), (2, 3), (0, 1)]),
    ],
)
def test_those_that_overlap_share_the_width(
    spans: list[tuple[int, int]], expected: list[tuple[int, int]]
) -> None:
    assert assign_lanes(spans) == expected
