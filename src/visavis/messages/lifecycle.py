"""The one table of a message's states. Pure: no database, no clock."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where a message stands."""

    DUE = "due"
    """To be sent when its time comes."""
    CLAIMED = "claimed"
    """A worker has taken it out of the queue, for as long as its lease."""
    SENDING = "sending"
    """Its delivery has begun; nothing can call it back any more, only a failure."""
    SENT = "sent"
    FAILED = "failed"
    """The other side will not take it, or did not until it was of no use."""
    SKIPPED = "skipped"
    """Never tried: there was no sense in it."""
    SUPERSEDED = "superseded"
    """The appointment changed before it went out."""


class Action(StrEnum):
    """What the queue does to a message."""

    CLAIM = "claim"
    RELEASE = "release"
    BEGIN = "begin"
    DELIVER = "deliver"
    RETRY = "retry"
    FAIL = "fail"
    SKIP = "skip"
    SUPERSEDE = "supersede"
    REVIVE = "revive"


QUEUED = (State.DUE, State.CLAIMED, State.SENDING)
"""Still in the queue: due, or taken by a worker whose lease may run out."""

CALLED_BACK = (State.DUE, State.CLAIMED)
"""What a change of the appointment still stops."""

TRANSITIONS: Mapping[tuple[State, Action], State] = MappingProxyType(
    {
        (State.DUE, Action.CLAIM): State.CLAIMED,
        # A lease ran out: the worker that held it is lost.
        (State.CLAIMED, Action.CLAIM): State.CLAIMED,
        (State.SENDING, Action.CLAIM): State.CLAIMED,
        (State.CLAIMED, Action.RELEASE): State.DUE,
        (State.CLAIMED, Action.BEGIN): State.SENDING,
        (State.SENDING, Action.DELIVER): State.SENT,
        # Sent by a worker whose lease had run out meanwhile: what is true is written down.
        (State.CLAIMED, Action.DELIVER): State.SENT,
        (State.CLAIMED, Action.RETRY): State.DUE,
        (State.SENDING, Action.RETRY): State.DUE,
        (State.CLAIMED, Action.FAIL): State.FAILED,
        (State.SENDING, Action.FAIL): State.FAILED,
        (State.CLAIMED, Action.SKIP): State.SKIPPED,
        (State.DUE, Action.SUPERSEDE): State.SUPERSEDED,
        (State.CLAIMED, Action.SUPERSEDE): State.SUPERSEDED,
        # The client wants this channel again, or gave an address that works.
        (State.SUPERSEDED, Action.REVIVE): State.DUE,
        (State.FAILED, Action.REVIVE): State.DUE,
    }
)


def before(action: Action) -> tuple[State, ...]:
    """The states in which `action` is possible."""
    return tuple(state for state, possible in TRANSITIONS if possible == action)
