"""Public holidays by country."""

from datetime import date

import pytest

from visavis.schedule.public_holidays import holiday_countries, public_holidays

NEW_YEAR = date(2026, 1, 1)


def test_holidays_are_those_of_the_range_bounds_included() -> None:
    found = public_holidays("PL", date(2025, 12, 25), date(2026, 1, 6))
    assert list(found) == [date(2025, 12, 25), date(2025, 12, 26), NEW_YEAR, date(2026, 1, 6)]


def test_names_come_in_the_language_asked_for_where_it_exists() -> None:
    assert public_holidays("DE", NEW_YEAR, NEW_YEAR, language="uk") == {NEW_YEAR: "Новий рік"}
    assert public_holidays("DE", NEW_YEAR, NEW_YEAR, language="de") == {NEW_YEAR: "Neujahr"}


def test_names_fall_back_to_english() -> None:
    assert public_holidays("DE", NEW_YEAR, NEW_YEAR, language="ru") == {NEW_YEAR: "New Year's Day"}


def test_no_country_has_no_holidays() -> None:
    assert public_holidays("", NEW_YEAR, NEW_YEAR) == {}


def test_a_country_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="XX"):
        public_holidays("XX", NEW_YEAR, NEW_YEAR)


def test_ukraine_has_no_days_off_under_martial_law() -> None:
    assert date(2021, 8, 24) in public_holidays("UA", date(2021, 1, 1), date(2021, 12, 31))
    assert not public_holidays("UA", date(2026, 1, 1), date(2026, 12, 31))


def test_every_country_on_the_list_can_be_asked() -> None:
    named = [public_holidays(country, NEW_YEAR, date(2026, 12, 31)) for country in holiday_countries()]
    assert sum(map(bool, named)) > 200
    assert all(name for year in named for name in year.values())
