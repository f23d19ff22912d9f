"""Logs say what happened and not to whom."""

import logging
import sys

import pytest

from visavis.lib.redaction import RedactingFormatter, redacted


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("GET /v/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcd HTTP/1.1", "AbCdEfGhIj"),
        ("Gone: /account/one-time/IuTkZGyDjmw5McLztGEsjDdZsw8UKkRW/", "IuTkZGyDjmw5"),
        ("Not Found: /account/password/reset/key/1-d2bx3k-5c1ab9/", "5c1ab9"),
        ("could not send to ivan.petrenko@example.org", "ivan.petrenko"),
        ("gateway refused +380501234567", "380501234567"),
        ("connecting to postgresql://visavis:hunter22@db/visavis", "hunter22"),
    ],
)
def test_secrets_and_personal_data_are_struck_out(text: str, secret: str) -> None:
    assert secret not in redacted(text)


def test_a_traceback_is_struck_out_too() -> None:
    try:
        int("ivan@example.org")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    assert "ivan@" not in RedactingFormatter("%(message)s").format(record)


def test_what_is_harmless_stays() -> None:
    text = "GET /a/3f1c2b7e-0000-4000-8000-000000000000/ 200 in 12 ms"
    assert redacted(text) == text
