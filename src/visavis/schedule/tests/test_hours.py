"""Working hours, case by case."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from visavis.lib.intervals import Interval
from visavis.schedule.hours import (
    DayOverride,
    Window,
    dates_closed,
    local_day_bounds,
    local_time,
    working_intervals,
)
from visavis.schedule.tests.zones import (
    telling_days,
    zones_of_this_run,
)

KYIV = ZoneInfo("Europe/Kyiv")
NEWFOUNDLAND = ZoneInfo("America/St_Johns")  # at 00:01 on 29 October 2006 back to 23:01
MONDAY = date(2026, 3, 2)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours_on(day: date, *minutes: tuple[int, int], zone: ZoneInfo = KYIV) -> list[Interval]:
    return working_intervals((), [DayOverride(day, minutes)], closed_dates=(), zone=zone, first=day, last=day)


def test_monday_is_weekday_zero_and_hours_are_of_the_zone() -> None:
    found = working_intervals(
        [Window(0, 540, 780), Window(6, 0, 60)], (), closed_dates=(), zone=KYIV, first=MONDAY, last=MONDAY
    )
    assert found == [Interval(utc("2026-03-02T07:00"), utc("2026-03-02T11:00"))]


def test_a_range_that_ends_before_it_begins_has_no_hours() -> None:
    week = [Window(day, 540, 780) for day in range(7)]
    assert not working_intervals(
        week, (), closed_dates=(), zone=KYIV, first=MONDAY, last=MONDAY - timedelta(days=1)
    )


def test_hours_past_midnight_belong_to_the_day_they_open_on_and_reach_into_the_next() -> None:
    night = [Window(0, 22 * 60, 26 * 60)]
    tuesday = MONDAY + timedelta(days=1)
    whole = [Interval(utc("2026-03-02T20:00"), utc("2026-03-03T00:00"))]
    for day in (MONDAY, tuesday):
        assert working_intervals(night, (), closed_dates=(), zone=KYIV, first=day, last=day) == whole
    wednesday = MONDAY + timedelta(days=2)
    assert not working_intervals(night, (), closed_dates=(), zone=KYIV, first=wednesday, last=wednesday)


def test_windows_that_meet_on_one_day_are_one_and_those_of_two_days_only_touch() -> None:
    assert len(hours_on(MONDAY, (540, 720), (720, 800), (700, 760))) == 1
    round_the_clock = [Window(day, 0, 1440) for day in range(7)]
    found = working_intervals(
        round_the_clock, (), closed_dates=(), zone=KYIV, first=MONDAY, last=MONDAY + timedelta(days=2)
    )
    assert [local_time(interval.start, KYIV)[-5:] for interval in found] == ["00:00"] * 3
    assert all(before.end == after.start for before, after in itertools.pairwise(found))


def test_where_hours_of_two_days_overlap_the_later_day_takes_over() -> None:
    found = working_intervals(
        [Window(0, 22 * 60, 30 * 60), Window(1, 60, 120)],
        (),
        closed_dates=(),
        zone=ZoneInfo("UTC"),
        first=MONDAY,
        last=MONDAY + timedelta(days=1),
    )
    assert found == [
        Interval(utc("2026-03-02T22:00"), utc("2026-03-03T01:00")),
        Interval(utc("2026-03-03T01:00"), utc("2026-03-03T06:00")),
    ]


def test_an_override_replaces_the_weekly_hours_of_its_date_only() -> None:
    week = [Window(day, 540, 600) for day in range(7)]
    days = [MONDAY + timedelta(days=number) for number in range(3)]
    found = working_intervals(
        week,
        [DayOverride(days[0], ()), DayOverride(days[1], ((600, 660),))],
        closed_dates=(),
        zone=KYIV,
        first=days[0],
        last=days[2],
    )
    assert [local_time(interval.start, KYIV) for interval in found] == [
        "2026-03-03T10:00",
        "2026-03-04T09:00",
    ]


def test_a_closed_date_has_no_hours_unless_an_override_opens_it() -> None:
    week = [Window(day, 540, 600) for day in range(7)]
    closed = [MONDAY, MONDAY + timedelta(days=1)]
    found = working_intervals(
        week,
        [DayOverride(MONDAY, ((600, 660),))],
        closed_dates=closed,
        zone=KYIV,
        first=closed[0],
        last=closed[1],
    )
    assert [local_time(interval.start, KYIV) for interval in found] == ["2026-03-02T10:00"]


def test_dates_closed_are_those_whose_usual_hours_were_taken_away() -> None:
    weekdays = [Window(day, 540, 600) for day in range(5)]
    saturday = MONDAY + timedelta(days=5)
    wednesday = MONDAY + timedelta(days=2)
    found = dates_closed(
        weekdays,
        [DayOverride(wednesday, ()), DayOverride(MONDAY, ((600, 660),))],
        closed_dates=[MONDAY, MONDAY + timedelta(days=1), saturday],
        first=MONDAY,
        last=saturday,
    )
    assert found == [MONDAY + timedelta(days=1), wednesday]


def test_an_opening_in_the_gap_moves_to_its_end() -> None:
    assert hours_on(SPRING, (3 * 60 + 20, 5 * 60)) == [
        Interval(utc("2026-03-29T01:00"), utc("2026-03-29T02:00"))
    ]
    assert hours_on(SPRING, (3 * 60, 4 * 60)) == []


def test_a_closing_in_the_gap_is_the_gap() -> None:
    assert hours_on(SPRING, (60, 3 * 60 + 20)) == [Interval(utc("2026-03-28T23:00"), utc("2026-03-29T01:00"))]


def test_a_night_across_the_gap_is_an_hour_shorter() -> None:
    (night,) = hours_on(SPRING - timedelta(days=1), (22 * 60, 30 * 60))
    assert night.duration == timedelta(hours=7)


def test_hours_inside_the_repeated_hour_cover_both_passes() -> None:
    assert hours_on(AUTUMN, (3 * 60 + 10, 3 * 60 + 20)) == [
        Interval(utc("2026-10-25T00:10"), utc("2026-10-25T01:20"))
    ]


def test_hours_that_close_as_the_repeated_hour_begins_do_not_last_into_it() -> None:
    assert hours_on(AUTUMN, (2 * 60, 3 * 60)) == [Interval(utc("2026-10-24T23:00"), utc("2026-10-25T00:00"))]


def test_hours_that_open_as_the_repeated_hour_ends_wait_for_the_second_end() -> None:
    assert hours_on(AUTUMN, (4 * 60, 5 * 60)) == [Interval(utc("2026-10-25T02:00"), utc("2026-10-25T03:00"))]


def test_hours_until_a_midnight_that_comes_twice_last_until_the_second() -> None:
    assert hours_on(date(2006, 10, 28), (23 * 60, 1440), zone=NEWFOUNDLAND) == [
        Interval(utc("2006-10-29T01:30"), utc("2006-10-29T03:30"))
    ]


def test_hours_may_reach_into_the_day_after_the_next_where_a_midnight_comes_twice() -> None:
    friday, sunday = date(2006, 10, 27), date(2006, 10, 29)
    until_half_past_eleven_next_day = (23 * 60 + 45, 1440 + 23 * 60 + 30)
    hours = [Interval(utc("2006-10-28T02:15"), utc("2006-10-29T03:00"))]
    assert hours_on(friday, until_half_past_eleven_next_day, zone=NEWFOUNDLAND) == hours
    override = DayOverride(friday, (until_half_past_eleven_next_day,))
    assert hours == working_intervals(
        (), [override], closed_dates=(), zone=NEWFOUNDLAND, first=sunday, last=sunday
    )


@pytest.mark.parametrize(
    ("zone", "day", "lasts"),
    [
        ("Europe/Kyiv", SPRING, timedelta(hours=23)),
        ("Europe/Kyiv", AUTUMN, timedelta(hours=25)),
        ("Europe/Kyiv", MONDAY, timedelta(hours=24)),
        ("Australia/Lord_Howe", date(2026, 4, 5), timedelta(hours=24.5)),
        ("Pacific/Apia", date(2011, 12, 30), timedelta(0)),
        ("America/Sao_Paulo", date(2018, 11, 4), timedelta(hours=23)),
        ("America/Sao_Paulo", date(2018, 2, 17), timedelta(hours=25)),
        ("America/Havana", date(2020, 11, 1), timedelta(hours=25)),
    ],
)
def test_a_local_day_lasts_as_long_as_it_lasts(zone: str, day: date, lasts: timedelta) -> None:
    assert local_day_bounds(day, ZoneInfo(zone)).duration == lasts


@pytest.mark.parametrize("name", zones_of_this_run())
def test_local_days_follow_one_another_without_a_gap(name: str) -> None:
    zone = ZoneInfo(name)
    for day in telling_days(name):
        bounds = [local_day_bounds(day + timedelta(days=number), zone) for number in (-1, 0, 1)]
        assert bounds[0].end == bounds[1].start
        assert bounds[1].end == bounds[2].start
        for day_bounds, number in zip(bounds, (-1, 0, 1), strict=True):
            if day_bounds.duration:
                assert day_bounds.start.astimezone(zone).date() == day + timedelta(days=number)


def test_wall_says_what_the_clock_shows() -> None:
    assert local_time(utc("2026-03-29T00:59"), KYIV) == "2026-03-29T02:59"
    assert local_time(utc("2026-03-29T01:00"), KYIV) == "2026-03-29T04:00"


@pytest.mark.parametrize(
    "minutes", [(-1, 10), (1440, 1500), (600, 600), (600, 540), (600, 600 + 1441)], ids=str
)
def test_hours_that_cannot_be_are_refused(minutes: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="it must be"):
        Window(0, *minutes)
    with pytest.raises(ValueError, match="it must be"):
        DayOverride(MONDAY, (minutes,))


def test_a_weekday_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="weekday is 7"):
        Window(7, 540, 600)
