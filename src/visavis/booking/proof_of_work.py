"""Proof of work: a signed challenge that a stranger's browser solves while the form is filled in.

Where nothing is computed the challenge's age counts instead: browsers without JavaScript wait for a moment.
Nothing is stored until a challenge is spent (`services/proof.py`). Format and mathematics are ALTCHA's.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import SystemRandom
from typing import Any

from altcha import Payload, Solution, create_challenge, verify_solution
from django.conf import settings

from visavis.booking.errors import ChallengeUnusable, SentTooSoon

WAIT = timedelta(seconds=15)
"""How old a challenge must be where nothing was computed."""

ALGORITHM = "PBKDF2/SHA-256"
"""Browsers bring it in native code: an attacker gains nothing by a program of their own."""

ROUNDS = 2000
ATTEMPTS = (200, 400)
"""A challenge takes so many attempts of `ROUNDS` each, at least and at most; the last one is known to us."""

LONGEST_TEXT = 4000
"""Ours have less than 1000 letters."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A challenge that may be spent: its random number, and when it expires (UTC)."""

    challenge: str
    until: datetime
    computed: bool
    """Whether it was solved; otherwise it is only old enough."""


def new_challenge(subject: str, *, now: datetime, until: datetime) -> str:
    """A challenge for `subject` alone, as the form carries it: the widget's payload without a solution."""
    key, solution_key = _keys(settings.SECRET_KEY)
    challenge = create_challenge(
        ALGORITHM,
        ROUNDS,
        counter=SystemRandom().randint(*ATTEMPTS),
        data={"for": subject, "at": int(now.timestamp()), "until": int(until.timestamp())},
        hmac_secret=key,
        hmac_key_secret=solution_key,
    )
    return Payload(challenge, Solution(0, "")).to_base64()


def challenge_of(text: str) -> dict[str, Any]:
    """The challenge within what a form carries, as ALTCHA's libraries take it."""
    return Payload.from_base64(text).challenge.to_dict()


def read_proof(text: str, subject: str, *, now: datetime) -> Proof:
    """What a form carries for `subject`. Raises `ChallengeUnusable`, `SentTooSoon`."""
    proof, made_at = _read(text, subject, now=now)
    if not proof.computed and now < made_at + WAIT:
        raise SentTooSoon(made_at + WAIT - now)
    return proof


def still_usable(text: str, subject: str, *, now: datetime) -> bool:
    """Whether what a form carries can still become a proof, by waiting or by work."""
    try:
        _read(text, subject, now=now)
    except ChallengeUnusable:
        return False
    return True


def _read(text: str, subject: str, *, now: datetime) -> tuple[Proof, datetime]:
    """The proof, and when its challenge was made. Raises `ChallengeUnusable`."""
    computed = _is_computed(text)
    if computed is None:
        raise ChallengeUnusable
    # Signed by us, so it has what `new_challenge` gave it.
    parameters = Payload.from_base64(text).challenge.parameters
    data = parameters.data or {}
    made_at, until = (datetime.fromtimestamp(data[name], UTC) for name in ("at", "until"))
    if data["for"] != subject or until <= now:
        raise ChallengeUnusable
    return Proof(parameters.nonce, until, computed), made_at


def _is_computed(text: str) -> bool | None:
    """Whether a challenge of ours is solved; None where it is not one of ours."""
    if not text or len(text) > LONGEST_TEXT:
        return None
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        key, solution_key = _keys(secret)
        result = verify_solution(text, key, hmac_key_secret=solution_key)
        if result.invalid_signature is False:
            return result.verified
    return None


def _keys(secret: str) -> tuple[bytes, bytes]:
    """What signs challenges, and what signs their solutions."""
    challenge, solution = (
        hmac.digest(secret.encode(), f"visavis.proof.{what}".encode(), sha256)
        for what in ("challenge", "solution")
    )
    return challenge, solution
