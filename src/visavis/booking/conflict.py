"""One reason against a time that staff choose. Apart from `conflicts.py`, so that errors can carry it."""

from dataclasses import dataclass

from visavis.slots.engine import Refusal


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a time conflicts with the rules of the service or with another appointment."""

    refusal: Refusal
    key: str
    """What a form sends back once this was read. The same sentence about other times has another key."""
    sentence: str
    """For staff, who may know the other client's name."""
