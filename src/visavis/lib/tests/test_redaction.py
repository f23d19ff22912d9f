"""Logs say what happened and not to whom."""

import logging
import sys
import time

import pytest

from visavis.lib import redaction
from visavis.lib.redaction import RedactingFormatter, redacted


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("GET /v/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcd HTTP/1.1", "AbCdEfGhIj"),
        ("Not Found: /v/ AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcd", "AbCdEfGhIj"),
        ("Not Found: /v//AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcd", "AbCdEfGhIj"),
        ("Not Found: /V/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcd", "AbCdEfGhIj"),
        ("Not Found: /AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcd/", "AbCdEfGhIj"),
        ("Not Found: /x/WyI4NzY1NCIsMV0:1tXyZa:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcde", "AbCdEfGhIj"),
        ("Gone: /account/one-time/IuTkZGyDjmw5McLztGEsjDdZsw8UKkRW/", "IuTkZGyDjmw5"),
        ("Not Found: /account/password/reset/key/1-d2bx3k-5c1ab9/", "5c1ab9"),
        ("could not send to ivan.petrenko@example.org", "ivan.petrenko"),
        ("gateway refused +380501234567", "380501234567"),
        ("connecting to postgresql://visavis:hunter22@db/visavis", "hunter22"),
    ],
)
def test_secrets_and_personal_data_are_struck_out(text: str, secret: str) -> None:
    assert secret not in redacted(text)


def test_a_text_of_any_length_is_cut_and_says_so() -> None:
    assert redacted("a b " * 10_000).endswith("… (40000 letters)")


@pytest.mark.parametrize(
    "worst",
    [
        "a",
        "a.",
        "@",
        "a@",
        "a@a",
        "a@a.",
        "/",
        "a://",
        "a://b:",
        "a://b:c",
        "+1",
        "/v/",
        "Bearer ",
        "visavis_",
    ],
)
def test_the_time_to_redact_grows_with_the_text_and_no_faster(
    worst: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redaction, "LONGEST", 10**6)

    def seconds(letters: int) -> float:
        text = (worst * letters)[:letters]
        started = time.process_time()
        redacted(text)
        return time.process_time() - started

    # Ten times as much may take ten times as long, and for what is quadratic it would be a hundred times.
    assert min(seconds(100_000) for _ in range(3)) < 30 * max(min(seconds(10_000) for _ in range(3)), 0.0005)


def test_a_traceback_is_struck_out_too() -> None:
    try:
        int("ivan@example.org")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    assert "ivan@" not in RedactingFormatter("%(message)s").format(record)


def test_what_is_harmless_stays() -> None:
    text = "GET /a/3f1c2b7e-0000-4000-8000-000000000000/ 200 in 12 ms"
    assert redacted(text) == text
