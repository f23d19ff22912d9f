"""Zones and dates worth testing: all of them, and the days on which clocks change."""

import itertools
import os
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

SCALE = float(os.environ.get("SCALE", "0.05"))
ALL_ZONES = sorted(available_timezones() - {"localtime", "Factory"})

ODD_DAYS = [
    ("Pacific/Apia", date(2011, 12, 30)),  # skipped: the island moved to the other side of the date line
    ("Pacific/Kiritimati", date(1994, 12, 31)),  # skipped
    ("Pacific/Kwajalein", date(1993, 8, 21)),  # skipped
    ("Antarctica/Vostok", date(1994, 11, 1)),  # seven hours forward
    ("Antarctica/Vostok", date(1994, 2, 1)),  # seven hours back
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour back
    ("Australia/Lord_Howe", date(2026, 10, 4)),  # half an hour forward
    ("Asia/Kathmandu", date(2026, 3, 29)),  # +05:45
    ("Asia/Kathmandu", date(1986, 1, 1)),  # from +05:30 to +05:45 at midnight
    ("Pacific/Chatham", date(2026, 4, 5)),  # +13:45 to +12:45
    ("America/St_Johns", date(2006, 10, 29)),  # at 00:01 back to 23:01 of the day before
    ("America/St_Johns", date(2006, 10, 28)),
    ("America/St_Johns", date(2006, 4, 2)),  # at 00:01 forward
    ("America/Sao_Paulo", date(2018, 11, 4)),  # no midnight
    ("America/Sao_Paulo", date(2018, 2, 17)),  # its last hour twice
    ("America/Havana", date(2020, 11, 1)),  # its first hour twice
    ("Asia/Beirut", date(2026, 3, 29)),  # no midnight
    ("Africa/Cairo", date(2026, 10, 29)),  # at 24:00 back to 23:00
    ("Europe/Dublin", date(2026, 10, 25)),  # winter is the daylight saving time, and negative
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Asia/Pyongyang", date(2018, 5, 4)),  # half an hour forward, at 23:30
    ("America/Caracas", date(2016, 5, 1)),
    ("Europe/Kyiv", date(2026, 3, 29)),
    ("Europe/Kyiv", date(2026, 10, 25)),
]


@cache
def days_of_change(zone: str, year: int) -> tuple[date, ...]:
    """The dates of a year on which the offset changes."""
    noon = datetime.combine(date(year, 1, 1), time(12), UTC)
    info = ZoneInfo(zone)
    days = [noon + timedelta(days=number) for number in range(366)]
    pairs = itertools.pairwise(days)
    return tuple(
        after.astimezone(info).date()
        for before, after in pairs
        if before.astimezone(info).utcoffset() != after.astimezone(info).utcoffset()
    )


def zones_of_this_run() -> list[str]:
    """Every zone at full scale, else a sample that is always the same."""
    count = max(12, round(len(ALL_ZONES) * min(SCALE, 1) ** 1.3))
    return sorted(random.Random(7).sample(ALL_ZONES, count))


def telling_days(zone: str) -> Iterator[date]:
    """Both changes of this year, those of some year past or to come, and some quiet day."""
    dice = random.Random(zone)
    year = dice.randrange(1975, 2038)
    yield from days_of_change(zone, 2026)
    yield from days_of_change(zone, year)[:2]
    yield date(year, dice.randrange(1, 13), dice.randrange(1, 29))
