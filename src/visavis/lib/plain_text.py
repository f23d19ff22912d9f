"""Make what people typed safe to stand in a line that others read: a greeting, a subject. Pure."""

import re
import unicodedata

_LINK = re.compile(r"\S{0,200}(?:://|www\.|@)\S{0,200}|\S{1,100}\.\w{2,24}/\S{0,200}", re.IGNORECASE)
_DOT = re.compile(r"(?<=\w)\.(?=\w{2})")
"""A dot that mail programs would take for that of a domain, and make a link of it."""
_JOINERS = frozenset("\u200c\u200d")
"""Zero-width, but needed to write some languages and signs."""


def one_line(text: str) -> str:
    """`text` in one line, without control signs and without those that turn the direction of what follows."""
    spaced = "".join(" " if sign.isspace() else sign for sign in text if sign.isspace() or not _hidden(sign))
    return " ".join(spaced.split())


def short_name(text: str, *, longest: int = 60) -> str:
    """A name as one line without addresses of pages and persons, at most `longest` letters."""
    # Cut first: no pattern sees more than a few hundred letters.
    line = one_line(text[: 5 * longest])
    bare = " ".join(_DOT.sub(". ", _LINK.sub("", line)).split()) or "…"
    return bare if len(bare) <= longest else bare[: longest - 1].rstrip() + "…"


def _hidden(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs", "Cn"} and sign not in _JOINERS
