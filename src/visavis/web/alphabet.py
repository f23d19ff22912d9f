"""Alphabetical order for people's and cities' names in Latin, Ukrainian and Russian.

The database cannot do it (its builtin locale sorts by code point, which puts І, Ї, Є and Ґ in the wrong
place), so lists of names are sorted here, by `sorted(..., key=lambda item: alphabetical(item.name))`.
"""

import unicodedata

# One order that serves both languages: the letters only one of them has stand where that one expects them.
CYRILLIC = "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя"
_RANKS = {letter: rank for rank, letter in enumerate(CYRILLIC)}
_AFTER_LATIN = 0x3000  # past every Latin letter and mark, before nothing that names are written in here


def alphabetical(text: str) -> tuple[int, ...]:
    """A sort key: case and accents do not matter, Latin stands before Cyrillic."""
    return tuple(rank for letter in text.casefold() for rank in _ranks(letter))


def _ranks(letter: str) -> list[int]:
    if letter in _RANKS:
        # Before decomposition, which would take й apart into и and a breve.
        return [_AFTER_LATIN + _RANKS[letter]]
    return [ord(part) for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)]
