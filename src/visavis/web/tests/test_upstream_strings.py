"""The sentences of others that we say better must be the ones that they still say."""

from pathlib import Path

import allauth
import django
from babel.messages.pofile import read_po

from visavis.web import translations, upstream_strings

THEIRS = [
    Path(django.__file__).parent / "conf/locale/en/LC_MESSAGES/django.po",
    Path(django.__file__).parent / "contrib/auth/locale/en/LC_MESSAGES/django.po",
    Path(allauth.__file__).parent / "locale/uk/LC_MESSAGES/django.po",
]


def sentences(path: Path) -> set[str]:
    with path.open("rb") as file:
        return {translations._first(message) for message in read_po(file) if message.id}


def test_every_borrowed_sentence_is_one_that_django_or_allauth_still_says() -> None:
    theirs = set().union(*(sentences(path) for path in THEIRS))
    ours = {
        words if isinstance(words, str) else words[0]
        for place, words, _context in translations.found_in_code()
        if place == f"src/visavis/web/{Path(upstream_strings.__file__).name}"
    }
    assert ours
    assert ours <= theirs, sorted(ours - theirs)
