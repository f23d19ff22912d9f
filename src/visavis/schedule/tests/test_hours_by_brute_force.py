"""Working hours against the brute-force oracle: every zone, odd days, whatever Hypothesis thinks of."""

import random
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.schedule.hours import DayOverride, Window, working_intervals
from visavis.schedule.tests.oracle import hours_by_brute_force
from visavis.schedule.tests.zones import (
    ALL_ZONES,
    ODD_DAYS,
    SCALE,
    days_of_change,
    telling_days,
    zones_of_this_run,
)


def _agrees_with_the_clock_on_the_wall(
    windows: list[Window], overrides: list[DayOverride], closed: set[date], zone: str, first: date, last: date
) -> None:
    info = ZoneInfo(zone)
    found = working_intervals(windows, overrides, closed_dates=closed, zone=info, first=first, last=last)
    expected = hours_by_brute_force(windows, overrides, closed, info, first, last)
    assert found == expected, (zone, first, last, windows, overrides, closed)


def _some_minutes(dice: random.Random) -> tuple[int, int]:
    opens = dice.choice([dice.randrange(1440), dice.randrange(0, 1440, 30), dice.randrange(0, 240, 15), 0])
    length = dice.choice([dice.randrange(1, 1441), dice.randrange(15, 300, 15), 1440 - opens, 1440])
    return opens, opens + length


@pytest.mark.parametrize("zone", zones_of_this_run())
def test_hours_agree_with_the_clock_on_the_wall_in_every_zone(zone: str) -> None:
    dice = random.Random(zone)
    for day in telling_days(zone):
        windows = [Window(weekday, *_some_minutes(dice)) for weekday in range(7) for _ in range(2)]
        _agrees_with_the_clock_on_the_wall(windows, [], set(), zone, day, day)


@pytest.mark.parametrize(("zone", "day"), ODD_DAYS, ids=str)
def test_hours_agree_with_the_clock_on_the_wall_on_odd_days(zone: str, day: date) -> None:
    dice = random.Random(str((zone, day)))
    for first in (day, day + timedelta(days=1)):
        windows = [Window(weekday, *_some_minutes(dice)) for weekday in range(7) for _ in range(3)]
        _agrees_with_the_clock_on_the_wall(windows, [], set(), zone, first, day + timedelta(days=1))


minutes_of_a_day = st.builds(
    lambda opens, length: (opens, opens + length), st.integers(0, 1439), st.integers(1, 1440)
)


@st.composite
def _days_worth_a_look(draw: st.DrawFn) -> tuple[str, date]:
    if draw(st.booleans()):
        zone, day = draw(st.sampled_from(ODD_DAYS))
    else:
        zone = draw(st.sampled_from(ALL_ZONES))
        year = draw(st.integers(1975, 2037))
        day = draw(st.sampled_from([*days_of_change(zone, year), date(year, 6, 1)]))
    return zone, day + timedelta(days=draw(st.integers(-1, 1)))


@settings(deadline=None, max_examples=max(40, round(1000 * SCALE)), database=None)
@given(
    where=_days_worth_a_look(),
    days=st.integers(0, 2),
    week=st.lists(st.tuples(st.integers(0, 6), minutes_of_a_day), max_size=12),
    other=st.dictionaries(st.integers(-2, 3), st.lists(minutes_of_a_day, max_size=3), max_size=3),
    closed=st.sets(st.integers(-2, 3), max_size=2),
)
def test_hours_agree_with_the_clock_on_the_wall_whatever_the_schedule(
    where: tuple[str, date],
    days: int,
    week: list[tuple[int, tuple[int, int]]],
    other: dict[int, list[tuple[int, int]]],
    closed: set[int],
) -> None:
    zone, first = where
    _agrees_with_the_clock_on_the_wall(
        [Window(weekday, *minutes) for weekday, minutes in week],
        [DayOverride(first + timedelta(days=number), tuple(hours)) for number, hours in other.items()],
        {first + timedelta(days=number) for number in closed},
        zone,
        first,
        first + timedelta(days=days),
    )
