"""What people typed stands harmless in greetings and subjects."""

import time

import pytest

from visavis.lib.plain_text import one_line, short_name


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Іван  Петренко", "Іван Петренко"),
        ("Dr.Ivan O'Neil-Šmíd", "Dr. Ivan O'Neil-Šmíd"),
        ("J.R. Smith", "J.R. Smith"),
        ("Win http://evil.example/x now", "Win now"),
        ("www.evil.example", "…"),
        ("pay at evil.com/1 Ivan", "pay at Ivan"),
        ("evil.com", "evil. com"),
        ("ivan@example.org", "…"),
        ("Ivan\u202egro.live\u2066", "Ivangro. live"),
        ("Ivan\r\nBcc: x\x00\x1b", "Ivan Bcc: x"),
        ("a" * 100, "a" * 59 + "…"),
    ],
)
def test_a_name_is_one_short_line_without_addresses(typed: str, shown: str) -> None:
    assert short_name(typed) == shown


def test_signs_that_turn_the_text_are_gone_and_joiners_stay() -> None:
    assert one_line("a\u202eb\u200fc\u2067d\u200d") == "abcd\u200d"


def test_the_worst_letters_take_no_time() -> None:
    began = time.monotonic()
    for worst in ("a.", "www", "@", "://", "a" * 3 + "."):
        short_name(worst * 50_000)
    assert time.monotonic() - began < 0.5
