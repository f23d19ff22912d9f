"""Public holidays, by country, as the `holidays` package knows them.

It follows the law of each country, also where that is surprising: Ukraine has no public holidays
while martial law lasts, so none are returned from March 2022 on.
"""

from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

_ENGLISH = ("en_US", "en_GB", "en")


def public_holidays(country: str, first: date, last: date, *, language: str = "en") -> dict[date, str]:
    """The public holidays of `country` (ISO 3166, two letters) from `first` to `last`, with their names.

    Names are in `language`, where the country's holidays have not been translated into it in
    English, and failing that in the country's own language. No country, no holidays. Raises
    `ValueError` for a country that is not among `holiday_countries()`.
    """
    if not country:
        return {}
    return {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in _of_year(country.upper(), year, language).items()
        if first <= day <= last
    }


@lru_cache(maxsize=1)
def holiday_countries() -> frozenset[str]:
    """The two-letter codes of the countries whose holidays are known."""
    return frozenset(holidays.list_supported_countries(include_aliases=False))


@lru_cache(maxsize=256)
def _of_year(country: str, year: int, language: str) -> MappingProxyType[date, str]:
    if country not in holiday_countries():
        raise ValueError(f"the public holidays of {country!r} are not known; use a code such as 'PL' or ''")
    spoken = _language(country, language)
    known = holidays.country_holidays(country, years=year, language=spoken)
    return MappingProxyType({day: known[day] for day in sorted(known)})


def _language(country: str, language: str) -> str | None:
    """The name by which the package has `language` for this country, or English, or None: its own."""
    translated = sorted(_languages().get(country, ()))
    same = [name for name in translated if name.partition("_")[0] == language.partition("-")[0].lower()]
    english = [name for name in _ENGLISH if name in translated]
    return next(iter([*same, *english]), None)


@lru_cache(maxsize=1)
def _languages() -> dict[str, list[str]]:
    return dict(holidays.list_localized_countries(include_aliases=False))
