"""Personal links: short, rebuilt at will, void when the generation is raised."""

import uuid
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from visavis.people.links import is_granted, is_valid, link_token, parse_token, personal_link, sign_grant
from visavis.people.parties import Party

APPOINTMENT = uuid.UUID("0189f7a2-5b7e-7c3a-9d43-5a1e6f3b2c10")


def test_a_link_opens_what_it_was_made_for() -> None:
    link = parse_token(link_token(APPOINTMENT, 3))
    assert link is not None
    assert link.appointment == APPOINTMENT
    assert is_valid(link, 3)


def test_a_link_is_void_at_another_generation_and_for_another_seat() -> None:
    link = parse_token(link_token(APPOINTMENT, 3))
    assert link is not None
    assert not is_valid(link, 4)
    assert not is_valid(link, 3, Party.SPECIALIST)


def test_a_link_is_short_enough_for_a_text_message() -> None:
    assert len(personal_link(APPOINTMENT, 1)) - len(settings.VISAVIS.base_url) == len("/v/") + 42


def test_a_link_signed_with_a_key_that_was_rotated_out_still_opens() -> None:
    token = link_token(APPOINTMENT, 1)
    new = ("another-key-of-at-least-32-characters", *settings.VISAVIS.link_keys)
    with override_settings(VISAVIS=replace(settings.VISAVIS, link_keys=new)):
        link = parse_token(token)
        assert link is not None
        assert is_valid(link, 1)
        assert link_token(APPOINTMENT, 1) != token


@given(st.integers(0, 41), st.sampled_from("ABCxyz019-_"))
def test_a_link_with_one_letter_changed_opens_nothing(place: int, letter: str) -> None:
    token = link_token(APPOINTMENT, 1)
    changed = token[:place] + letter + token[place + 1 :]
    link = parse_token(changed)
    opens = link is not None and link.appointment == APPOINTMENT and is_valid(link, 1)
    assert opens == (changed == token)


@given(st.text(max_size=60))
def test_garbage_is_no_link(text: str) -> None:
    link = parse_token(text)
    assert link is None or not is_valid(link, 1)


@pytest.mark.parametrize(
    "value", ["", None, "garbage", sign_grant(uuid.uuid4(), 1), sign_grant(APPOINTMENT, 2)]
)
def test_a_grant_for_something_else_grants_nothing(value: str | None) -> None:
    assert is_granted(sign_grant(APPOINTMENT, 1), APPOINTMENT, 1)
    assert not is_granted(value, APPOINTMENT, 1)
