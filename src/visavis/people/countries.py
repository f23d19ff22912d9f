"""Countries by their names in the reader's language."""

from collections.abc import Collection

from django.utils.translation import get_language

from visavis.web.alphabet import alphabetical
from visavis.web.zones import babel_locale


def country_choices(codes: Collection[str]) -> list[tuple[str, str]]:
    """Code (ISO 3166, two letters) and name, in alphabetical order."""
    names = babel_locale(get_language()).territories
    named = [(code, str(names.get(code, code))) for code in codes]
    return sorted(named, key=lambda choice: alphabetical(choice[1]))
