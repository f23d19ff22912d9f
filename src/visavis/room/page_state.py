"""The state of the client's page, by the appointment's state and the time. Pure."""

from datetime import datetime
from enum import StrEnum

from visavis.booking.lifecycle import ACTIVE, State
from visavis.booking.permissions import hold_lasts


class PageState(StrEnum):
    """What the client finds behind their link."""

    HELD = "held"
    REQUESTED = "requested"
    IN_PERSON = "in_person"
    AHEAD = "ahead"
    DOOR = "door"
    """The waiting room is open, and this browser has not entered."""
    ELSEWHERE = "elsewhere"
    """The client is in the room with another device, and this one asked to come in, or was replaced."""
    INSIDE = "inside"
    TURNED_AWAY = "turned_away"
    """The client came back to a consultation that had begun, and was not let in again."""
    COMPLETED = "completed"
    MISSED = "missed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    EXPIRED = "expired"


_BY_STATE = {
    State.HELD: PageState.HELD,
    State.REQUESTED: PageState.REQUESTED,
    State.COMPLETED: PageState.COMPLETED,
    State.NO_SHOW: PageState.MISSED,
    State.TECHNICAL_FAILURE: PageState.FAILED,
    State.CANCELLED: PageState.CANCELLED,
    State.DECLINED: PageState.DECLINED,
    State.EXPIRED: PageState.EXPIRED,
}


def page_state(
    state: State,
    *,
    by_video: bool,
    room_open: bool,
    entered_here: bool,
    held_until: datetime | None,
    now: datetime,
    turned_away: bool = False,
    elsewhere: bool = False,
) -> PageState:
    """The page for an appointment in `state`. `entered_here`: this browser pressed the button.

    `elsewhere`: so it did, and the client is in the room with another device.

    `turned_away`: they came back to it when it had begun, and were not let in again.
    """
    if state is State.HELD and not hold_lasts(state, held_until, now=now):
        return PageState.EXPIRED
    if state not in ACTIVE:
        return _BY_STATE[state]
    if not by_video:
        return PageState.IN_PERSON
    if turned_away:
        return PageState.TURNED_AWAY
    if state is State.IN_PROGRESS or room_open:
        if elsewhere:
            return PageState.ELSEWHERE
        return PageState.INSIDE if entered_here else PageState.DOOR
    return PageState.AHEAD
