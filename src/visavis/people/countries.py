"""Countries by their names in the reader's language."""

from collections.abc import Collection

from django.utils.translation import get_language

from visavis.web.alphabet import alphabetical
from visavis.web.zones import babel_locale

NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "XK", "ZZ"})
"""Two-letter territories of the Unicode data that are not countries."""


def country_choices(codes: Collection[str]) -> list[tuple[str, str]]:
    """Code (ISO 3166, two letters) and name, in alphabetical order."""
    names = babel_locale(get_language()).territories
    named = [(code, str(names.get(code, code))) for code in codes]
    return sorted(named, key=lambda choice: alphabetical(choice[1]))


def all_country_choices() -> list[tuple[str, str]]:
    """All countries of the world, for phone numbers."""
    codes = [str(code) for code in babel_locale(get_language()).territories]
    return country_choices([code for code in codes if len(code) == 2 and code not in NOT_COUNTRIES])
