"""A challenge becomes a proof by work or by waiting, for what it was made for and while it lasts."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from altcha import Payload, Solution
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests.personas import MONDAY
from visavis.booking import proof_of_work
from visavis.booking.errors import ChallengeUnusable, SentTooSoon
from visavis.booking.proof_of_work import (
    ATTEMPTS,
    LONGEST_TEXT,
    WAIT,
    new_challenge,
    read_proof,
    still_usable,
)
from visavis.booking.tests.proving import solved

UNTIL = MONDAY + timedelta(minutes=10)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_of_work, "ATTEMPTS", (2, 5))
    monkeypatch.setattr(proof_of_work, "ROUNDS", 10)


@pytest.fixture
def challenge() -> str:
    return new_challenge("hold", now=MONDAY, until=UNTIL)


def test_a_solved_challenge_is_a_proof_at_once(challenge: str) -> None:
    proof = read_proof(solved(challenge), "hold", now=MONDAY)
    assert (proof.computed, proof.until) == (True, UNTIL)
    assert proof.challenge == Payload.from_base64(challenge).challenge.parameters.nonce


def test_an_unsolved_one_is_a_proof_once_it_is_old_enough(challenge: str) -> None:
    with pytest.raises(SentTooSoon, match="once more in 6 seconds"):
        read_proof(challenge, "hold", now=MONDAY + WAIT - 6 * SECOND)
    with pytest.raises(SentTooSoon, match="once more in 1 second"):
        read_proof(challenge, "hold", now=MONDAY + WAIT - SECOND)
    assert read_proof(challenge, "hold", now=MONDAY + WAIT).computed is False


def test_a_wrong_solution_counts_as_none(challenge: str) -> None:
    other = solved(new_challenge("hold", now=MONDAY, until=UNTIL))
    wrong = Payload.from_base64(other).solution
    spliced = Payload(Payload.from_base64(challenge).challenge, wrong).to_base64()
    with pytest.raises(SentTooSoon):
        read_proof(spliced, "hold", now=MONDAY)


def test_what_the_challenge_shows_of_its_solution_is_not_enough(challenge: str) -> None:
    unsolved = Payload.from_base64(challenge).challenge
    guessed = Payload(unsolved, Solution(3, unsolved.parameters.key_prefix)).to_base64()
    with pytest.raises(SentTooSoon):
        read_proof(guessed, "hold", now=MONDAY)


def test_it_is_good_for_its_own_hold_only(challenge: str) -> None:
    with pytest.raises(ChallengeUnusable):
        read_proof(solved(challenge), "another hold", now=MONDAY)
    assert not still_usable(challenge, "another hold", now=MONDAY)


def test_it_expires_with_the_hold(challenge: str) -> None:
    assert still_usable(challenge, "hold", now=UNTIL - SECOND)
    assert not still_usable(challenge, "hold", now=UNTIL)
    for text in (challenge, solved(challenge)):
        with pytest.raises(ChallengeUnusable):
            read_proof(text, "hold", now=UNTIL)


def test_it_outlives_a_rotation_of_the_key_and_not_the_loss_of_it(challenge: str, settings: Settings) -> None:
    proof = solved(challenge)
    former = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, [former]
    assert read_proof(proof, "hold", now=MONDAY).computed
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(ChallengeUnusable):
        read_proof(proof, "hold", now=MONDAY)


@pytest.mark.parametrize("name", ["for", "at", "until"])
def test_nobody_changes_what_was_signed(challenge: str, name: str) -> None:
    sent = json.loads(base64.b64decode(challenge))
    sent["challenge"]["parameters"]["data"][name] = 1
    assert not still_usable(_sent(sent), "hold", now=MONDAY)


@pytest.mark.parametrize("change", [{"cost": 1}, {"keySignature": None}, {"keyPrefix": ""}])
def test_nobody_makes_it_easier(challenge: str, change: dict[str, Any]) -> None:
    sent = json.loads(base64.b64decode(challenge))
    sent["challenge"]["parameters"] |= change
    assert not still_usable(_sent(sent), "hold", now=MONDAY)


def test_each_takes_as_many_attempts_as_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_of_work, "ATTEMPTS", ATTEMPTS)
    counters = {
        Payload.from_base64(solved(new_challenge("hold", now=MONDAY, until=UNTIL))).solution.counter
        for _ in range(8)
    }
    assert min(counters) >= ATTEMPTS[0]
    assert max(counters) <= ATTEMPTS[1]
    assert len(counters) > 1


def test_ours_is_far_from_the_longest_that_is_read(challenge: str) -> None:
    assert len(solved(challenge)) < LONGEST_TEXT / 2
    assert not still_usable(challenge + " " * LONGEST_TEXT, "hold", now=MONDAY)


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["challenge", "solution", "parameters", "signature", "data", "derivedKey", "counter", "nonce",
             "salt", "cost", "algorithm", "keyPrefix", "keySignature", "expiresAt", "__proto__"]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=30,
)  # fmt: skip


@given(st.text(max_size=80) | _JSON.map(lambda made: _sent(made)))
def test_no_text_is_taken_for_one_of_ours_and_none_breaks_the_reading(text: str) -> None:
    assert not still_usable(text, "hold", now=MONDAY)


@given(at=st.integers(min_value=0, max_value=900), lasts=st.integers(min_value=1, max_value=900))
def test_without_work_it_counts_exactly_between_its_age_and_its_end(at: int, lasts: int) -> None:
    made = new_challenge("hold", now=MONDAY, until=MONDAY + lasts * SECOND)
    now = MONDAY + at * SECOND
    try:
        read_proof(made, "hold", now=now)
        accepted = True
    except (SentTooSoon, ChallengeUnusable):
        accepted = False
    assert accepted == (WAIT <= at * SECOND < lasts * SECOND)


def _sent(made: object) -> str:
    return base64.b64encode(json.dumps(made).encode()).decode()
