"""Instants and days as sentences say them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from visavis.web import times

START = datetime(2026, 12, 16, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Wednesday 16 December, 14:30 (Berlin, UTC+1)"),
        ("uk", "середа, 16 грудня, 14:30 (Берлін, UTC+1)"),
        ("ru", "среда, 16 декабря, 14:30 (Берлин, UTC+1)"),
    ],
)
def test_a_moment_says_day_time_and_whose_time(language: str, words: str) -> None:
    assert times.moment_in_words(START, "Europe/Berlin", language) == words


def test_the_day_is_that_of_the_readers_zone() -> None:
    late = datetime(2026, 12, 16, 23, 30, tzinfo=UTC)
    assert times.moment_in_words(late, "Europe/Kyiv", "en").startswith("Thursday 17 December, 01:30")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Wednesday 16 December 2026"),
        ("uk", "середа, 16 грудня 2026 р."),
        ("ru", "среда, 16 декабря 2026 г."),
    ],
)
def test_the_year_is_added_when_asked_for(language: str, words: str) -> None:
    assert times.day_in_words(date(2026, 12, 16), language, year=True) == words


def test_an_hour_that_repeats_says_its_offset() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert times.clock_time(first, "Europe/Berlin") == "02:30 (UTC+2)"
    assert times.clock_time(first + timedelta(hours=1), "Europe/Berlin") == "02:30 (UTC+1)"
    assert times.clock_time(first + timedelta(hours=2), "Europe/Berlin") == "03:30"


def test_a_period_across_a_change_of_the_clock_labels_both_ends() -> None:
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    words = times.period_in_words(start, start + timedelta(minutes=50), "Europe/Berlin", "en")
    assert words == "02:30 (Berlin, UTC+2) – 02:20 (UTC+1)"
    assert times.period_in_words(START, START + timedelta(minutes=50), "Europe/Berlin", "en") == (
        "14:30–15:20 (Berlin, UTC+1)"
    )


@pytest.mark.parametrize(("language", "words"), [("en", "December 2026"), ("uk", "Грудень 2026")])
def test_a_month_is_a_heading(language: str, words: str) -> None:
    assert times.month_in_words(date(2026, 12, 1), language) == words


def test_a_week_begins_on_monday_in_every_language() -> None:
    assert times.weekday_names("en")[0] == "Mon"
    assert times.weekday_names("uk")[0] == "Пн"
    assert times.weekday_names("ru", short=False)[6] == "Воскресенье"


@pytest.mark.parametrize(("minutes", "words"), [(50, "50 minutes"), (60, "1 hour"), (80, "1 h 20 min")])
def test_a_duration_is_told_in_the_largest_units_that_fit(minutes: int, words: str) -> None:
    with translation.override("en"):
        assert times.duration_in_words(timedelta(minutes=minutes)) == words


def rendered(source: str, **context: object) -> str:
    with translation.override("en"):
        return Template("{% load times %}" + source).render(Context(context))


def test_the_tag_keeps_the_instant_for_scripts() -> None:
    html = rendered("{% when start zone %}", start=START, zone="Europe/Berlin")
    words = "Wednesday 16 December, 14:30 (Berlin, UTC+1)"
    assert html == f'<time datetime="2026-12-16T13:30:00Z">{words}</time>'


def test_a_moment_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="which zone"):
        rendered("{{ start|day }}", start=START)


def test_the_list_of_zones_marks_the_chosen_one_under_its_new_name() -> None:
    html = rendered("{% zone_options zone start %}", start=START, zone="Europe/Kiev")
    assert '<option value="Europe/Kyiv" selected>Kyiv, UTC+2</option>' in html
    assert html.count(" selected") == 1


def test_a_chosen_zone_that_is_no_place_is_still_in_the_list() -> None:
    html = rendered("{% zone_options zone start %}", start=START, zone="UTC")
    assert html.startswith('<option value="UTC" selected>UTC+0</option>')
