"""Which face the personal page shows: always one page, by the appointment's state and the time. Pure."""

from datetime import datetime
from enum import StrEnum

from visavis.booking.lifecycle import State
from visavis.booking.permissions import hold_lasts


class Face(StrEnum):
    """What the client finds behind their link."""

    HELD = "held"
    REQUESTED = "requested"
    IN_PERSON = "in_person"
    AHEAD = "ahead"
    DOOR = "door"
    """The waiting room is open, and this browser has not entered."""
    INSIDE = "inside"
    COMPLETED = "completed"
    MISSED = "missed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    EXPIRED = "expired"


_BY_STATE = {
    State.HELD: Face.HELD,
    State.REQUESTED: Face.REQUESTED,
    State.COMPLETED: Face.COMPLETED,
    State.NO_SHOW: Face.MISSED,
    State.TECHNICAL_FAILURE: Face.FAILED,
    State.CANCELLED: Face.CANCELLED,
    State.DECLINED: Face.DECLINED,
    State.EXPIRED: Face.EXPIRED,
}


def face(
    state: State,
    *,
    by_video: bool,
    room_open: bool,
    entered_here: bool,
    held_until: datetime | None,
    now: datetime,
) -> Face:
    """The face for an appointment in `state`. `entered_here`: this browser pressed the button."""
    if state is State.HELD and not hold_lasts(state, held_until, now=now):
        return Face.EXPIRED
    if state in _BY_STATE:
        return _BY_STATE[state]
    if not by_video:
        return Face.IN_PERSON
    if state is State.IN_PROGRESS or room_open:
        return Face.INSIDE if entered_here else Face.DOOR
    return Face.AHEAD
