"""Wall times that clocks show once, twice or never."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.lib.intervals import Interval
from visavis.schedule.wall_time import clock_change, gap_around, instants_of

KYIV = ZoneInfo("Europe/Kyiv")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_usual_time_means_one_instant() -> None:
    assert instants_of(wall("2026-12-07T10:00"), KYIV) == [datetime(2026, 12, 7, 8, tzinfo=UTC)]
    assert gap_around(wall("2026-12-07T10:00"), KYIV) is None


def test_a_time_that_clocks_skip_means_none_and_names_the_gap() -> None:
    assert instants_of(wall("2026-03-29T03:30"), KYIV) == []
    assert gap_around(wall("2026-03-29T03:30"), KYIV) == (wall("2026-03-29T03:00"), wall("2026-03-29T04:00"))


def test_a_gap_of_half_an_hour_is_named_as_such() -> None:
    assert gap_around(wall("2026-10-04T02:10"), LORD_HOWE) == (
        wall("2026-10-04T02:00"),
        wall("2026-10-04T02:30"),
    )


def test_a_time_that_comes_twice_means_both_in_order() -> None:
    first, second = instants_of(wall("2026-10-25T03:30"), KYIV)
    assert second - first == timedelta(hours=1)


def test_a_span_without_a_change_has_none() -> None:
    day = Interval(datetime(2026, 12, 7, tzinfo=UTC), datetime(2026, 12, 8, tzinfo=UTC))
    assert clock_change(day, KYIV) is None


FROM, TO = datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2030-01-01")


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "America/Havana", "Africa/Cairo", "Australia/Lord_Howe"])
@given(moment=st.datetimes(FROM, TO, timezones=st.just(UTC)))
def test_every_instant_is_found_again_from_what_the_clock_shows(zone: str, moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    shown = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    assert moment in instants_of(shown, ZoneInfo(zone))
