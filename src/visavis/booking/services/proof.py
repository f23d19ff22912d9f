"""Spend a proof of work, in the transaction that books: two bookings never live on one challenge."""

from visavis.booking.errors import ChallengeSpent, ChallengeUnusable
from visavis.booking.models import SpentChallenge
from visavis.booking.models.spent_challenges import ONE_USE
from visavis.booking.proof_of_work import Proof
from visavis.lib.db import refusing


def spend_proof(proof: Proof | None) -> None:
    """Use the challenge up. Raises `ChallengeSpent`, and `ChallengeUnusable` where there is none."""
    if proof is None:
        raise ChallengeUnusable
    with refusing(ONE_USE, ChallengeSpent()):
        SpentChallenge.objects.create(challenge=proof.challenge, expires_at=proof.until)
