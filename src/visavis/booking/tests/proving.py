"""What a stranger's browser does with the challenge of a booking form, in the tests."""

import re
from html import unescape

from altcha import Payload, solve_challenge
from django.test import Client


def challenge_in(page: str) -> str:
    """The challenge that a page's form carries; empty where it has none."""
    found = re.search(r'name="proof" value="([^"]*)"', page)
    return unescape(found[1]) if found else ""


def solved(challenge: str) -> str:
    """The same with its solution, as the widget leaves it in the form."""
    payload = Payload.from_base64(challenge)
    solution = solve_challenge(payload.challenge)
    assert solution is not None
    return Payload(payload.challenge, solution).to_base64()


def open_form(browser: Client, form: str) -> str:
    """The challenge of the form at this address."""
    return challenge_in(browser.get(form).text)
