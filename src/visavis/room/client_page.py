"""What the client's page shows, in each of its states."""

from datetime import datetime, timedelta
from typing import Any

from visavis.booking.models import Appointment
from visavis.booking.view_models import client_view
from visavis.calls.queries import summarize_call
from visavis.history.view_models import after_for_client
from visavis.notes.view_models import client_notes
from visavis.people.parties import Party
from visavis.practice.models import Practice
from visavis.room.connection_test import has_ice_servers
from visavis.room.page_state import PageState, page_state
from visavis.room.participants import Participant
from visavis.room.room_config import app_context
from visavis.room.texts import room_texts
from visavis.waiting.admission import is_waiting_room_open
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import ClientDelay, Visit
from visavis.waiting.permissions import delay_refusal
from visavis.waiting.queries import delay_minutes, visits_by_party
from visavis.waiting.rules import is_admitted_by_open_door, opens_at

DAY = timedelta(days=1)


def client_page_context(appointment: Appointment, *, entered_here: bool, now: datetime) -> dict[str, Any]:
    """What the personal page shows of the appointment, and in which state the page is."""
    visits = visits_by_party(appointment)
    shown = state_of_page(appointment, visits, entered_here=entered_here, now=now)
    last = appointment.transitions.last()
    client = visits.get(Party.CLIENT)
    opening = opens_at(appointment.starts_at, Practice.current().room_opens_min)
    view = client_view(appointment, now)
    context = {
        **(view.at_the_door() if shown is PageState.DOOR else view).context(),
        "page_state": shown.value,
        "now": now,
        "opens_at": opening,
        # Hours and minutes until then are a clock of their own; from a day on the date says more.
        "soon": appointment.starts_at - now < DAY,
        "joins_at_once": _joins_at_once(appointment, now=now),
        "call": summarize_call(appointment),
        "turned_away": client is not None and client.lifecycle is Stage.TURNED_AWAY,
        "reason": last.reason if last is not None and last.actor_kind == "staff" else "",
    }
    context["client_notes"] = client_notes(appointment)
    if shown in {PageState.COMPLETED, PageState.FAILED, PageState.MISSED}:
        context["after_consultation"] = after_for_client(appointment, now=now)
    if shown in {PageState.AHEAD, PageState.DOOR}:
        context |= _before(appointment, opening, now=now)
    if shown is PageState.INSIDE:
        context |= app_context(Participant(appointment, Party.CLIENT), now=now)
    return context


def _before(appointment: Appointment, opening: datetime, *, now: datetime) -> dict[str, Any]:
    """What there is to do before one enters: test one's devices, say that one is late."""
    unasked_at = appointment.starts_at - (appointment.service.door_opens_before or timedelta(0))
    return {
        "tests_devices": True,
        "has_ice_servers": has_ice_servers(now=now),
        "room_texts": room_texts(),
        "may_say_late": delay_refusal(appointment.snapshot, now=now) is None,
        "own_lateness": ClientDelay.objects.filter(appointment=appointment).first(),
        "specialist_late": delay_minutes(appointment, now=now),
        # The next moment at which this page is another.
        "changes_at": min((at for at in (opening, unasked_at) if at > now), default=appointment.ends_at),
    }


def state_of_page(
    appointment: Appointment, visits: dict[Party, Visit], *, entered_here: bool, now: datetime
) -> PageState:
    """The state of the client's page."""
    client = visits.get(Party.CLIENT)
    inside = client is not None and client.lifecycle in {Stage.WAITING, Stage.ADMITTED}
    has_left = client is not None and client.has_left
    return page_state(
        appointment.lifecycle,
        by_video=appointment.service.by_video,
        room_open=inside or is_waiting_room_open(appointment, visits.get(Party.SPECIALIST), now=now),
        entered_here=inside and entered_here and not has_left,
        held_until=appointment.held_until,
        now=now,
    )


def _joins_at_once(appointment: Appointment, *, now: datetime) -> bool:
    before = appointment.service.door_opens_before
    return is_admitted_by_open_door(appointment.starts_at, door_opens_before=before, now=now)
