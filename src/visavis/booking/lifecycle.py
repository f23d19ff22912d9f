"""The one table of an appointment's states. Pure: no database, no clock."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

LATE_ADMISSION = timedelta(minutes=15)
"""How long after the planned end a client who waits may still be let in."""


class State(StrEnum):
    """The states of an appointment."""

    HELD = "held"
    REQUESTED = "requested"
    SCHEDULED = "scheduled"
    CONFIRMED = "confirmed"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    TECHNICAL_FAILURE = "technical_failure"
    EXPIRED = "expired"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class Action(StrEnum):
    """What somebody, or time itself, does to an appointment."""

    BOOK = "book"
    REQUEST = "request"
    EXPIRE = "expire"
    APPROVE = "approve"
    DECLINE = "decline"
    CONFIRM = "confirm"
    MOVE = "move"
    TELL_WALL_TIME = "tell_wall_time"
    CHANGE_PLACE = "change_place"
    CANCEL = "cancel"
    REOPEN = "reopen"
    START = "start"
    ATTEND = "attend"
    COMPLETE = "complete"
    MISS = "miss"
    FAIL = "fail"
    CORRECT_TO_COMPLETED = "correct_to_completed"
    CORRECT_TO_NO_SHOW = "correct_to_no_show"
    CORRECT_TO_TECHNICAL_FAILURE = "correct_to_technical_failure"


class Absent(StrEnum):
    """Who did not come, where somebody did not."""

    CLIENT = "client"
    SPECIALIST = "specialist"
    BOTH = "both"


FIRST_STATES = frozenset({State.HELD, State.SCHEDULED})
"""A client's way begins with a hold; staff book at once."""

OPEN = frozenset({State.SCHEDULED, State.CONFIRMED})
"""Agreed and still to come."""

ACTIVE = OPEN | {State.IN_PROGRESS}
"""Agreed and not closed yet."""

CHANGEABLE = OPEN | {State.REQUESTED}
"""Agreed or requested, and not begun: it may be moved and cancelled."""

WITHOUT_CLIENT = frozenset({State.HELD, State.EXPIRED})
"""A slot was only held; no client was booked."""

OVER = frozenset({State.COMPLETED, State.NO_SHOW, State.TECHNICAL_FAILURE})
"""Its time has come and gone, and this is what became of it."""

BLOCKING = frozenset({State.HELD, State.REQUESTED, State.IN_PROGRESS}) | OPEN | OVER
"""States that keep the specialist's time for this appointment."""

NOT_BLOCKING = frozenset({State.EXPIRED, State.DECLINED, State.CANCELLED})
"""States that give the specialist's time back."""

TRANSITIONS: Mapping[tuple[State, Action], State] = MappingProxyType(
    {
        (State.HELD, Action.BOOK): State.SCHEDULED,
        (State.HELD, Action.REQUEST): State.REQUESTED,
        (State.HELD, Action.EXPIRE): State.EXPIRED,
        (State.REQUESTED, Action.APPROVE): State.SCHEDULED,
        (State.REQUESTED, Action.DECLINE): State.DECLINED,
        (State.REQUESTED, Action.CANCEL): State.CANCELLED,
        (State.REQUESTED, Action.EXPIRE): State.EXPIRED,
        (State.REQUESTED, Action.MOVE): State.REQUESTED,
        (State.REQUESTED, Action.TELL_WALL_TIME): State.REQUESTED,
        (State.REQUESTED, Action.CHANGE_PLACE): State.REQUESTED,
        (State.SCHEDULED, Action.CONFIRM): State.CONFIRMED,
        (State.SCHEDULED, Action.MOVE): State.SCHEDULED,
        (State.SCHEDULED, Action.TELL_WALL_TIME): State.SCHEDULED,
        (State.SCHEDULED, Action.CHANGE_PLACE): State.SCHEDULED,
        (State.SCHEDULED, Action.START): State.IN_PROGRESS,
        (State.SCHEDULED, Action.ATTEND): State.COMPLETED,
        (State.SCHEDULED, Action.MISS): State.NO_SHOW,
        (State.SCHEDULED, Action.CANCEL): State.CANCELLED,
        (State.CONFIRMED, Action.MOVE): State.SCHEDULED,
        (State.CONFIRMED, Action.TELL_WALL_TIME): State.CONFIRMED,
        (State.CONFIRMED, Action.CHANGE_PLACE): State.SCHEDULED,
        (State.CONFIRMED, Action.START): State.IN_PROGRESS,
        (State.CONFIRMED, Action.ATTEND): State.COMPLETED,
        (State.CONFIRMED, Action.MISS): State.NO_SHOW,
        (State.CONFIRMED, Action.CANCEL): State.CANCELLED,
        (State.IN_PROGRESS, Action.COMPLETE): State.COMPLETED,
        (State.IN_PROGRESS, Action.MISS): State.NO_SHOW,
        (State.IN_PROGRESS, Action.FAIL): State.TECHNICAL_FAILURE,
        (State.IN_PROGRESS, Action.CANCEL): State.CANCELLED,
        (State.COMPLETED, Action.CORRECT_TO_NO_SHOW): State.NO_SHOW,
        (State.COMPLETED, Action.CORRECT_TO_TECHNICAL_FAILURE): State.TECHNICAL_FAILURE,
        (State.NO_SHOW, Action.CORRECT_TO_COMPLETED): State.COMPLETED,
        (State.NO_SHOW, Action.CORRECT_TO_TECHNICAL_FAILURE): State.TECHNICAL_FAILURE,
        (State.TECHNICAL_FAILURE, Action.CORRECT_TO_COMPLETED): State.COMPLETED,
        (State.TECHNICAL_FAILURE, Action.CORRECT_TO_NO_SHOW): State.NO_SHOW,
        (State.DECLINED, Action.REOPEN): State.SCHEDULED,
        (State.CANCELLED, Action.REOPEN): State.SCHEDULED,
    }
)


def next_state(state: State, action: Action) -> State | None:
    """The state that `action` leads to from `state`, or None where it is not possible."""
    return TRANSITIONS.get((state, action))
