"""The state of a consultation for one of its two people, as data for the room's script."""

from datetime import datetime
from typing import Any

from visavis.calls.admission import client_waits_again
from visavis.calls.queries import Phase, over_reason, phase_of
from visavis.people.parties import Party, other_party
from visavis.room.participants import Participant
from visavis.room.waiting_status import waiting_status
from visavis.waiting.lifecycle import Stage
from visavis.waiting.permissions import is_not_let_in_again
from visavis.waiting.queries import visits_by_party


def call_state(who: Participant, *, now: datetime) -> dict[str, Any]:
    """The phase, whether the other person is here, and for a waiting client the status of their wait."""
    visits = visits_by_party(who.appointment)
    client, peer = visits.get(Party.CLIENT), visits.get(other_party(who.party))
    waits_again = client is not None and client_waits_again(who.appointment, client, by=who.party, now=now)
    stage = client.lifecycle if client is not None else None
    turned_away = is_not_let_in_again(who.appointment.lifecycle, stage)
    phase = phase_of(who.appointment, who.party, waits_again=waits_again, turned_away=turned_away)
    is_waiting = stage is Stage.WAITING and phase is Phase.WAITING
    admitted = client.admitted_at if client is not None else None
    state = {
        "phase": phase.value,
        "overReason": over_reason(who.appointment, client) if phase is Phase.OVER else None,
        "peerHere": peer is not None and not turned_away and peer.is_here(now=now),
        "admittedAt": admitted.isoformat() if admitted else None,
    }
    if is_waiting and client is not None and who.party is Party.CLIENT:
        state |= waiting_status(client, now=now)
    return state
