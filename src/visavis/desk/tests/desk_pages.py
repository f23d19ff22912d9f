"""What a page of the desk says."""

import re
from collections.abc import Callable
from html import unescape

from django.test import Client

SignedIn = Callable[[str], Client]


def page_text(page: bytes) -> str:
    """The text of a page, on one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.decode())))


def conflict_keys(page: bytes) -> str:
    """The keys of the conflicts on a page, as its form sends them back."""
    found = re.search(r'name="acknowledged" value="([^"]*)"', page.decode())
    return unescape(found[1]) if found else ""
