"""From the clock on the wall to the slot: hours and engine together, in the zones of the world."""

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from visavis.lib.intervals import Interval
from visavis.schedule.hours import Window, local_day_bounds, local_time, working_intervals
from visavis.schedule.tests.oracle import hours_by_brute_force
from visavis.schedule.tests.zones import ODD_DAYS, telling_days, zones_of_this_run
from visavis.slots.engine import SlotRules, bookable_slots
from visavis.slots.tests.oracle import Calendar
from visavis.slots.tests.strategies import minutes
from visavis.slots.tests.test_engine import PLAIN

DAY = timedelta(days=1)
ROUND_THE_CLOCK = [Window(weekday, 0, 1440) for weekday in range(7)]
LONDON = ZoneInfo("Europe/London")


def _schedule(dice: random.Random) -> list[Window]:
    def hours() -> tuple[int, int]:
        opens = dice.choice([0, dice.randrange(0, 1440, 15), dice.randrange(1440)])
        return opens, opens + dice.choice([1440, 1440 - opens, dice.randrange(30, 720)])

    return [Window(weekday, *hours()) for weekday in range(7) for _ in range(dice.choice([1, 2]))]


def _rules(dice: random.Random) -> SlotRules:
    return SlotRules(
        duration=minutes(dice.choice([25, 50, 90])),
        step=minutes(dice.choice([10, 15, 45, 50])),
        buffer_before=minutes(dice.choice([0, 5])),
        buffer_after=minutes(dice.choice([0, 10])),
        notice=minutes(dice.choice([0, 120])),
        horizon=timedelta(days=30),
    )


def _busy(dice: random.Random, begin: datetime) -> list[Interval]:
    starts = [begin + minutes(dice.randrange(-1440, 3 * 1440)) for _ in range(8)]
    return [Interval(start, start + minutes(dice.randrange(5, 200))) for start in starts]


def _slots_agree(zone: str, day: date) -> None:
    dice = random.Random(f"{zone} {day}")
    info, windows, rules = ZoneInfo(zone), _schedule(dice), _rules(dice)
    bounds = local_day_bounds(day, info)
    busy, now = _busy(dice, bounds.start), bounds.start - timedelta(hours=dice.randrange(-6, 24))
    working = working_intervals(windows, (), closed_dates=(), zone=info, first=day, last=day)
    found = list(bookable_slots(working, busy, rules, now=now))
    expected = hours_by_brute_force(windows, (), (), info, day, day)
    assert found == Calendar(expected, busy, rules).slots(now=now), (zone, day)


@pytest.mark.parametrize("zone", zones_of_this_run())
def test_slots_agree_with_the_clock_on_the_wall_in_every_zone(zone: str) -> None:
    for day in telling_days(zone):
        _slots_agree(zone, day)


@pytest.mark.parametrize(("zone", "day"), ODD_DAYS, ids=str)
def test_slots_agree_with_the_clock_on_the_wall_on_odd_days(zone: str, day: date) -> None:
    _slots_agree(zone, day)


@pytest.mark.parametrize(("zone", "day"), ODD_DAYS, ids=str)
@pytest.mark.parametrize("around_the_clock", [True, False])
def test_the_slots_of_a_day_do_not_depend_on_the_range_that_was_asked_for(
    zone: str, day: date, around_the_clock: bool
) -> None:
    dice = random.Random(f"{zone} {day}")
    windows = ROUND_THE_CLOCK if around_the_clock else _schedule(dice)
    info, rules = ZoneInfo(zone), _rules(dice)
    bounds = local_day_bounds(day, info)

    def slots(first: date, last: date) -> list[Interval]:
        working = working_intervals(windows, (), closed_dates=(), zone=info, first=first, last=last)
        return list(bookable_slots(working, (), rules, now=bounds.start - DAY, within=bounds))

    narrow = slots(day, day + DAY)
    assert bool(narrow) == bool(bounds.duration) or not around_the_clock
    for back in (1, 2, 9):
        assert slots(day - back * DAY, day + 5 * DAY) == narrow


def test_round_the_clock_every_day_begins_its_own_grid_at_midnight() -> None:
    monday = date(2026, 3, 2)
    working = working_intervals(
        ROUND_THE_CLOCK, (), closed_dates=(), zone=LONDON, first=monday, last=monday + 2 * DAY
    )
    shown = [
        local_time(slot.start, LONDON) for slot in bookable_slots(working, (), PLAIN, now=working[0].start)
    ]
    assert "2026-03-02T23:20" in shown
    assert {"2026-03-02T00:00", "2026-03-03T00:00", "2026-03-04T00:00"} <= set(shown)
    assert "2026-03-03T00:10" not in shown


def test_times_in_the_gap_are_not_offered() -> None:
    day = date(2026, 3, 29)
    working = working_intervals([Window(6, 0, 240)], (), closed_dates=(), zone=LONDON, first=day, last=day)
    shown = [
        local_time(slot.start, LONDON)[-5:]
        for slot in bookable_slots(working, (), _half_hours(), now=working[0].start)
    ]
    assert shown == ["00:00", "00:30", "02:00", "02:30", "03:00", "03:30"]


def test_a_repeated_hour_is_offered_once_for_each_instant() -> None:
    day = date(2026, 10, 25)
    working = working_intervals([Window(6, 30, 150)], (), closed_dates=(), zone=LONDON, first=day, last=day)
    slots = list(bookable_slots(working, (), _half_hours(), now=working[0].start))
    shown = [local_time(slot.start, LONDON)[-5:] for slot in slots]
    assert shown == ["00:30", "01:00", "01:30", "01:00", "01:30", "02:00"]
    assert len({slot.start for slot in slots}) == 6


def _half_hours() -> SlotRules:
    return SlotRules(
        duration=minutes(30),
        step=minutes(30),
        buffer_before=minutes(0),
        buffer_after=minutes(0),
        notice=minutes(0),
        horizon=timedelta(days=1),
    )
