"""Reads about a call: its phase, its length, its connections, its chat."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from visavis.booking.lifecycle import ACTIVE, OPEN, OVER, State
from visavis.booking.models import Appointment
from visavis.calls.models import ConnectedInterval, Connection, Seat
from visavis.calls.outcome import OutcomeFacts
from visavis.calls.permissions import no_show_refusal
from visavis.lib.intervals import Interval
from visavis.live.models import Event
from visavis.people.parties import CALL_PARTIES, Party
from visavis.waiting.events import party_stream
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import Visit
from visavis.waiting.presence import HEARTBEAT_OVERDUE
from visavis.waiting.queries import visits_by_party

CHAT = "chat"
"""The kind of event that a line of the chat is."""
MAX_CHAT_MESSAGES = 500


class Phase(StrEnum):
    """The phase of a consultation, in the room's words."""

    WAITING = "waiting"
    ADMITTED = "admitted"
    IN_CALL = "in_call"
    OVER = "over"


class OverReason(StrEnum):
    """Why the room is empty for good."""

    ENDED = "ended"
    DECLINED = "declined"


def phase_of(
    appointment: Appointment, party: Party, *, waits_again: bool = False, turned_away: bool = False
) -> Phase:
    """The phase of the consultation for `party`. `waits_again`: the client has to be let in anew.

    `turned_away`: they were not; then it is over for them, and the specialist is alone.
    """
    if appointment.lifecycle in OPEN:
        return Phase.WAITING
    if appointment.lifecycle is not State.IN_PROGRESS:
        return Phase.OVER
    if turned_away and party is Party.CLIENT:
        return Phase.OVER
    if waits_again or turned_away:
        return Phase.WAITING
    seated = Seat.objects.filter(appointment=appointment, party=party.value, left_at__isnull=True).exists()
    return Phase.IN_CALL if seated else Phase.ADMITTED


def over_reason(appointment: Appointment, client: Visit | None) -> OverReason | None:
    """Why it is over for the client; None while it is not."""
    turned_away = client is not None and client.lifecycle is Stage.TURNED_AWAY
    if turned_away and appointment.lifecycle not in OPEN | OVER:
        return OverReason.DECLINED
    return None if appointment.lifecycle in ACTIVE else OverReason.ENDED


MAX_SILENCE = timedelta(minutes=5)
"""The other's word counts for a break of at most so long in which a page was not heard."""


@dataclass(slots=True)
class ConnectedTime:
    """When a person was connected, and the breaks in which nothing was heard of their page."""

    intervals: list[Interval] = field(default_factory=list)
    silences: list[Interval] = field(default_factory=list)


def connected_time(appointment: Appointment) -> dict[Party, ConnectedTime]:
    """When each of the two was connected. One query."""
    found = {party: ConnectedTime() for party in CALL_PARTIES}
    silent_since: dict[str, datetime] = {}
    for row in ConnectedInterval.objects.filter(appointment=appointment).order_by("connected_at", "pk"):
        of = found[Party(row.party)]
        since = silent_since.pop(row.party, None)
        if since is not None and row.connected_at - since <= MAX_SILENCE:
            of.silences.append(Interval(since, row.connected_at))
        of.intervals.append(row.span)
        if row.went_silent:
            silent_since[row.party] = row.last_seen_at
    return found


def _connected_facts(appointment: Appointment) -> dict[str, Any]:
    connected = connected_time(appointment)
    client, specialist = connected[Party.CLIENT], connected[Party.SPECIALIST]
    return {
        "client_connected": client.intervals,
        "client_silent": client.silences,
        "specialist_connected": specialist.intervals,
        "specialist_silent": specialist.silences,
    }


def outcome_facts(appointment: Appointment, *, now: datetime, ended: bool = False) -> OutcomeFacts:
    """Everything the outcome is computed from."""
    visits = visits_by_party(appointment)
    client, specialist = visits.get(Party.CLIENT), visits.get(Party.SPECIALIST)
    traces = [visit.last_present_at for visit in visits.values() if visit.last_present_at is not None]
    came = specialist is not None and specialist.entered_at is not None
    # Any page of the desk that shows the client counts as coming; the room's own page is heard of later.
    in_room = specialist is not None and specialist.last_seen_at is not None
    return OutcomeFacts(
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        in_person=not appointment.by_video,
        entered=client is not None and client.entered_at is not None,
        specialist_came=came,
        # A specialist who never came has missed the client, however the client got in.
        admitted=came and appointment.lifecycle is State.IN_PROGRESS,
        specialist_stayed_away=not in_room and not ended,
        waits=client is not None and client.lifecycle is Stage.WAITING,
        **_connected_facts(appointment),
        anyone_here=any(visit.is_here(now=now) for visit in visits.values()),
        both_here=all(party in visits and visits[party].is_here(now=now) for party in CALL_PARTIES),
        last_present_at=max(traces, default=None),
        together_until=min(traces) if len(traces) == len(CALL_PARTIES) else None,
        both_seated=_both_are_seated(appointment),
        both_fell_silent=_both_fell_silent(traces),
        ended=ended,
    )


def _both_are_seated(appointment: Appointment) -> bool:
    if appointment.lifecycle is not State.IN_PROGRESS:
        return False
    return Seat.objects.filter(appointment=appointment, left_at__isnull=True).count() == len(CALL_PARTIES)


def _both_fell_silent(traces: Sequence[datetime]) -> bool:
    """Whether two people were last heard of at once, and no page of anybody in any room since."""
    if len(traces) < len(CALL_PARTIES) or max(traces) - min(traces) > HEARTBEAT_OVERDUE:
        return False
    return not Visit.objects.filter(last_seen_at__gt=max(traces) + HEARTBEAT_OVERDUE).exists()


def may_mark_no_show(appointment: Appointment, *, now: datetime) -> bool:
    """Whether staff may say at present that the client did not come. One query, once its time has come."""
    if no_show_refusal(appointment.snapshot, client_came=False, client_is_here=False, now=now):
        return False
    client = Visit.of(Party.CLIENT, appointment.pk)
    came = client is not None and client.entered_at is not None
    is_here = client is not None and client.is_here(now=now)
    refusal = no_show_refusal(appointment.snapshot, client_came=came, client_is_here=is_here, now=now)
    return refusal is None


@dataclass(frozen=True, slots=True)
class CallSummary:
    """What a call was, once it is over: from when to when, and how long both were connected."""

    span: Interval | None
    time_together: timedelta

    @property
    def minutes(self) -> int:
        """The time together in whole minutes, one at least where there was any."""
        whole = round(self.time_together / timedelta(minutes=1))
        return max(1, whole) if self.time_together else 0


def summarize_call(appointment: Appointment) -> CallSummary | None:
    """What the call of a closed appointment was; None for one that has not ended."""
    if appointment.lifecycle not in OVER:
        return None
    known = OutcomeFacts(
        starts_at=appointment.starts_at, ends_at=appointment.ends_at, **_connected_facts(appointment)
    )
    shared = known.together
    span = Interval(shared[0].start, shared[-1].end) if shared else None
    return CallSummary(span, known.time_together)


def connections_by_party(appointment: Appointment) -> dict[Party, Connection]:
    """How the connection of each of the two was, of those who ever sat in the call. One query."""
    return {Party(row.party): row for row in Connection.objects.filter(appointment=appointment)}


def chat_messages(appointment: Appointment, party: Party) -> list[dict[str, Any]]:
    """The lines of the chat as `party` has them, the oldest first; the latest of very many."""
    rows = Event.objects.filter(stream_id=party_stream(appointment, party), kind=CHAT).order_by("-number")
    lines = [
        {name: row.payload[name] for name in ("key", "by", "text", "at")} for row in rows[:MAX_CHAT_MESSAGES]
    ]
    return lines[::-1]
