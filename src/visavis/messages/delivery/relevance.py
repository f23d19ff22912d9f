"""Whether a message that is due still applies, where only a feature above messages can tell.

The queue itself compares version, state and contact. Whether a client still waits, for example, is known to
the waiting room, which lies above: `config/wiring.py` says which check belongs to which kind.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from visavis.messages.kinds import Kind
from visavis.messages.models import Message

RelevanceCheck = Callable[[Message, datetime], bool]
"""Called with the message and the time (UTC) when the message is about to be sent."""

_checks: Mapping[Kind, RelevanceCheck] = {}


def wire_relevance_checks(checks: Mapping[Kind, RelevanceCheck]) -> None:
    """Put all checks into force; called once when the program starts."""
    global _checks
    _checks = checks


def is_relevant(message: Message, *, now: datetime) -> bool:
    """Whether the message still applies at `now`. A kind without a check always does."""
    check = _checks.get(Kind(message.kind))
    return check is None or check(message, now)
