"""The one table of a message's states. Pure: no database, no clock."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """The state of a message."""

    DUE = "due"
    """To be sent at `due_at`."""
    CLAIMED = "claimed"
    """A worker has taken it out of the queue, for as long as its lease."""
    SENDING = "sending"
    """Its delivery has begun and cannot be stopped any more."""
    SENT = "sent"
    FAILED = "failed"
    """The other side refuses it, or did not accept it until it expired."""
    SKIPPED = "skipped"
    """Never tried, because it was not worth sending."""
    SUPERSEDED = "superseded"
    """The appointment changed before it was sent."""


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

STOPPABLE = (State.DUE, State.CLAIMED)
"""The states in which a change of the appointment stops a message."""

TRANSITIONS: Mapping[tuple[State, Action], State] = MappingProxyType(
    {
        (State.DUE, Action.CLAIM): State.CLAIMED,
        # The lease ran out: its worker has died.
        (State.CLAIMED, Action.CLAIM): State.CLAIMED,
        (State.SENDING, Action.CLAIM): State.CLAIMED,
        (State.CLAIMED, Action.RELEASE): State.DUE,
        (State.CLAIMED, Action.BEGIN): State.SENDING,
        (State.SENDING, Action.DELIVER): State.SENT,
        # Sent by a worker whose lease had run out meanwhile.
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
        # Staff send again what a cap held back.
        (State.SKIPPED, Action.REVIVE): State.DUE,
    }
)


def states_before(action: Action) -> tuple[State, ...]:
    """The states in which `action` is possible."""
    return tuple(state for state, possible in TRANSITIONS if possible == action)
