"""Whether a message that is due is still true, where only a feature above the ledger can know.

The queue itself compares version, state and contact. That a client still waits, for one, is known to the
waiting room, which lies above: `config/wiring.py` says who is asked about which kind.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from visavis.messages.kinds import Kind
from visavis.messages.models import Message

Check = Callable[[Message, datetime], bool]
"""Asked when the message is about to be sent, with the time. UTC."""

_checks: Mapping[Kind, Check] = {}


def wire_truths(checks: Mapping[Kind, Check]) -> None:
    """Put all checks into force; called once when the program starts."""
    global _checks
    _checks = checks


def still_true(message: Message, *, now: datetime) -> bool:
    """Whether it may still be said at `now`. Kinds that nobody checks are."""
    check = _checks.get(Kind(message.kind))
    return check is None or check(message, now)
