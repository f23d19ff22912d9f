from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.personas import MONDAY
from visavis.notes.queries import EXCERPT, shorten
from visavis.notes.revisions import MUCH_LOST, REVISION_EVERY, characters_lost, needs_revision

LONG = "She slept better this week and went for a walk each morning."


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ("", "", 0),
        ("abc", "abcd", 0),
        ("abc", "xabc", 0),
        ("abc", "abxc", 0),
        ("abc", "ac", 1),
        ("abc", "", 3),
        ("abc", "xyz", 3),
        ("aa", "aaa", 0),
        ("aaa", "aa", 1),
    ],
)
def test_lost_letters_are_counted(before: str, after: str, lost: int) -> None:
    assert characters_lost(before, after) == lost


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_more_letters_are_lost_than_there_were(before: str, after: str) -> None:
    assert max(0, len(before) - len(after)) <= characters_lost(before, after) <= len(before)


def test_going_on_writing_keeps_a_version_every_ten_minutes() -> None:
    soon, later = MONDAY + REVISION_EVERY - timedelta(seconds=1), MONDAY + REVISION_EVERY
    assert not needs_revision("a", "ab", last_revision_at=MONDAY, now=soon)
    assert needs_revision("a", "ab", last_revision_at=MONDAY, now=later)
    assert not needs_revision("", "ab", last_revision_at=MONDAY, now=later)


def test_deleting_much_at_once_keeps_what_was_there() -> None:
    assert len(LONG) > MUCH_LOST
    assert needs_revision(LONG, "", last_revision_at=MONDAY, now=MONDAY)
    assert needs_revision(
        LONG, "I have pasted over everything that stood here", last_revision_at=MONDAY, now=MONDAY
    )
    assert not needs_revision(LONG, LONG[: 1 - MUCH_LOST], last_revision_at=MONDAY, now=MONDAY)


def test_an_excerpt_is_one_line_and_ends_with_a_word() -> None:
    assert shorten("Short.\n\nTwo lines.") == "Short. Two lines."
    long = shorten("word " * 100)
    assert len(long) <= EXCERPT + 2
    assert long.endswith("word …")
