"""What the room's page at the desk shows."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from visavis.booking.lifecycle import ACTIVE, OPEN, OVER
from visavis.booking.models import Appointment
from visavis.calls.grants import party_name
from visavis.calls.permissions import no_show_refusal
from visavis.calls.queries import connections_by_party, summarize_call
from visavis.history.view_models import after_for_specialist
from visavis.notes.view_models import notes_view
from visavis.people.models import User
from visavis.people.parties import Party
from visavis.practice.models import Practice
from visavis.room.forms import OUTCOMES, DeclineForm, MessageForm, OutcomeForm
from visavis.room.participants import Participant
from visavis.room.room_config import app_context
from visavis.waiting.access import is_own, may_admit
from visavis.waiting.admission import is_waiting_room_open
from visavis.waiting.models import Visit
from visavis.waiting.permissions import admit_refusal, message_refusal
from visavis.waiting.queries import visits_by_party
from visavis.waiting.rules import opens_at
from visavis.web.zones import same_zone


class DeskPageState(StrEnum):
    """What staff find on the room's page."""

    NOT_YET = "not_yet"
    ROOM = "room"
    """The waiting room or the call itself, for the specialist."""
    BESIDE = "beside"
    """The same for an administrator or reception, who have no seat."""
    IN_PERSON = "in_person"
    OVER = "over"
    NOTHING = "nothing"
    """Held, asked for, or called off: there is no room."""


def desk_page_context(appointment: Appointment, user: User, *, now: datetime) -> dict[str, Any]:
    """The context of `room/desk.html` for this member of staff."""
    visits = visits_by_party(appointment)
    client = visits.get(Party.CLIENT)
    shown = _page_state(appointment, user, visits, now=now)
    zone = appointment.specialist.zone
    context: dict[str, Any] = {
        "appointment": appointment,
        "page_state": shown.value,
        "now": now,
        "zone": zone,
        "zone_differs": not same_zone(zone, appointment.client_tz),
        "opens_at": opens_at(appointment.starts_at, Practice.current().room_opens_min),
        "client_visit": client,
        "client_presence": client.presence(now=now).value if client else "",
        "own": is_own(user, appointment),
        "may_admit": _waits(appointment, client) and may_admit(user, appointment),
        "may_let_in": _may_let_in(appointment, client) and may_admit(user, appointment),
        # Somebody may come while the page is open; its script then shows what can be done.
        "may_come": appointment.is_open and shown is DeskPageState.ROOM and may_admit(user, appointment),
        "may_miss": _may_miss(appointment, client, now=now),
        "decline_form": DeclineForm(),
        "message_form": MessageForm(),
    }
    context["notes"] = notes_view(appointment, user)
    if shown is DeskPageState.OVER:
        context |= _over_context(appointment)
        if context["own"]:
            context["after_consultation"] = after_for_specialist(appointment, now=now)
    if shown is DeskPageState.ROOM:
        context |= app_context(Participant(appointment, Party.SPECIALIST), now=now)
    return context


def _page_state(
    appointment: Appointment, user: User, visits: dict[Party, Visit], *, now: datetime
) -> DeskPageState:
    state = appointment.lifecycle
    if state in OVER:
        return DeskPageState.OVER
    if state not in ACTIVE:
        return DeskPageState.NOTHING
    if not appointment.service.by_video:
        return DeskPageState.IN_PERSON
    is_open = is_waiting_room_open(appointment, visits.get(Party.SPECIALIST), now=now)
    if state in OPEN and not is_open and Party.CLIENT not in visits:
        return DeskPageState.NOT_YET
    return DeskPageState.ROOM if is_own(user, appointment) else DeskPageState.BESIDE


def _waits(appointment: Appointment, client: Visit | None) -> bool:
    stage = client.lifecycle if client else None
    return message_refusal(appointment.snapshot, stage) is None


def _may_let_in(appointment: Appointment, client: Visit | None) -> bool:
    """Like `_waits`, but not for a client who said that they went away."""
    if client is None or not _waits(appointment, client):
        return False
    return admit_refusal(appointment.snapshot, client.lifecycle, has_left=client.has_left) is None


def _may_miss(appointment: Appointment, client: Visit | None, *, now: datetime) -> bool:
    is_here = client is not None and client.is_here(now=now)
    return no_show_refusal(appointment.snapshot, client_is_here=is_here, now=now) is None


def _over_context(appointment: Appointment) -> dict[str, Any]:
    found = connections_by_party(appointment)
    key = appointment.state + (f":{appointment.absent}" if appointment.absent else "")
    return {
        "call": summarize_call(appointment),
        "outcome": OUTCOMES.get(key, OUTCOMES["no_show:client"]),
        "outcome_form": OutcomeForm(present=appointment.lifecycle),
        "connections": [(party_name(appointment, party), one) for party, one in found.items()],
    }
