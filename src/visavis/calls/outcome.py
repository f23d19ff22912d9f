"""The outcome of a consultation, computed from who came and who was connected. Pure.

The rule, in this order: both connected together for a minute in all → completed; let in but less →
technical failure; in person → completed; the client entered but was not let in → the specialist did not
come; otherwise the client did not, or nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from visavis.booking.lifecycle import LATE_ADMISSION, Absent, State
from visavis.lib.intervals import Interval, intersect, merge
from visavis.waiting.rules import RETURN_WITHIN

MIN_TIME_TOGETHER = timedelta(minutes=1)
"""Together for less is no consultation."""

LONGEST_WAIT = timedelta(hours=1)
"""So long after the planned end a client who waits may be let in, whatever page is open."""

OUTAGE_GRACE = timedelta(minutes=15)
"""So long two people of whom nothing is heard may be talking on while it is our server that is away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFacts:
    """What is known of both people at one appointment. Instants are UTC."""

    starts_at: datetime
    ends_at: datetime
    in_person: bool = False
    entered: bool = False
    """The client came to the waiting room."""
    specialist_came: bool = False
    admitted: bool = False
    """The client was let in, and the specialist came too."""
    specialist_stayed_away: bool = False
    """The specialist never was in the room: somebody else, or the open door, let the client in."""
    waits: bool = False
    """The client waits to be let in, for the first time or again."""
    client_connected: Sequence[Interval] = ()
    specialist_connected: Sequence[Interval] = ()
    client_silent: Sequence[Interval] = ()
    """Breaks between intervals in which the client's page was not heard; it did not tell of them later."""
    specialist_silent: Sequence[Interval] = ()
    anyone_here: bool = False
    both_here: bool = False
    last_present_at: datetime | None = None
    """When the last of the two was last known to be here."""
    together_until: datetime | None = None
    """When the first of the two to go was last known to be here; None while one of them has never come."""
    both_seated: bool = False
    """Both sit in the call, and neither has said that they go."""
    both_fell_silent: bool = False
    """Both were last heard of at about the same time, and nobody at all has been heard of since."""
    ended: bool = False
    """The specialist ended the consultation for both."""

    @property
    def together(self) -> list[Interval]:
        """When both were connected: by the word of both, and in one's silence by that of the other."""
        client = [*self.client_connected, *intersect(self.client_silent, self.specialist_connected)]
        specialist = [*self.specialist_connected, *intersect(self.specialist_silent, self.client_connected)]
        return intersect(merge(client), specialist)

    @property
    def time_together(self) -> timedelta:
        """For how long in all both were connected at once."""
        return sum((interval.duration for interval in self.together), timedelta(0))


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state the appointment ends in, and who did not come where somebody did not."""

    state: State
    absent: Absent | None = None


def outcome(facts: OutcomeFacts, now: datetime) -> Outcome | None:
    """What became of the consultation as of `now`, or None while it is not over."""
    return verdict(facts) if is_over(facts, now) else None


def is_over(facts: OutcomeFacts, now: datetime) -> bool:
    """Whether the consultation is to be closed.

    At once when the specialist ended it, and never while both are here. Otherwise ten minutes after the last
    one left, not before the planned end, and not while a client who entered may still be let in. Somebody who
    is here alone keeps it open for ten minutes from the planned end, or from when the other one left after
    it; a client who was never let in for an hour. Where both sit in the call and neither said that they go,
    it may be our server that was away: then it is fifteen minutes.
    """
    if facts.ended:
        return True
    if facts.in_person:
        return now >= facts.ends_at
    if facts.both_here:
        return False
    if facts.anyone_here:
        return now >= _stays_open_for_one(facts)
    due = facts.ends_at
    if facts.entered and (facts.waits or not facts.admitted):
        due += LATE_ADMISSION
    if facts.last_present_at is not None:
        due = max(due, facts.last_present_at + RETURN_WITHIN)
        if facts.both_seated and facts.both_fell_silent:
            due = max(due, max(facts.ends_at, facts.last_present_at) + OUTAGE_GRACE)
    return now >= due


def _stays_open_for_one(facts: OutcomeFacts) -> datetime:
    if facts.entered and (facts.waits or not facts.admitted):
        return facts.ends_at + LONGEST_WAIT
    # After an outage the page of one is heard before that of the other.
    grace = OUTAGE_GRACE if facts.both_seated else RETURN_WITHIN
    return max(facts.ends_at, facts.together_until or facts.ends_at) + grace


def verdict(facts: OutcomeFacts) -> Outcome:
    """What the facts say, were the consultation over now."""
    if facts.time_together >= MIN_TIME_TOGETHER:
        return Outcome(State.COMPLETED)
    if facts.admitted and not facts.specialist_stayed_away:
        return Outcome(State.TECHNICAL_FAILURE)
    if facts.in_person:
        return Outcome(State.COMPLETED)
    if facts.entered:
        return Outcome(State.NO_SHOW, Absent.SPECIALIST)
    return Outcome(State.NO_SHOW, Absent.CLIENT if facts.specialist_came else Absent.BOTH)
