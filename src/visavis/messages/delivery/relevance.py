"""Whether a message that is due still applies, where only a feature above messages can tell.

The queue itself compares version, state and contact. Whether a client still waits, for example, is known to
the waiting room, which lies above: `config/wiring.py` says which check belongs to which kind.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from visavis.messages.kinds import Kind
from visavis.messages.models import Message


class Relevance(StrEnum):
    """Whether what a message says holds."""

    HOLDS = "holds"
    NOT_NOW = "not_now"
    """Not at the moment, but it may again: a phone sleeps, and its client is not gone."""
    OVER = "over"


RelevanceCheck = Callable[[Message, datetime], Relevance]
"""Called with the message and the time (UTC) when the message is about to be sent."""

_checks: Mapping[Kind, RelevanceCheck] = {}


def wire_relevance_checks(checks: Mapping[Kind, RelevanceCheck]) -> None:
    """Put all checks into force; called once when the program starts."""
    global _checks
    _checks = checks


def relevance_of(message: Message, *, now: datetime) -> Relevance:
    """Whether the message applies at `now`. A kind without a check always does."""
    check = _checks.get(Kind(message.kind))
    return Relevance.HOLDS if check is None else check(message, now)
