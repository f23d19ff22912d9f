"""What the room's pages show: the configuration of its script, and the words around it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from visavis.booking.models import Appointment
from visavis.booking.view_models import client_view
from visavis.calls.grants import party_name
from visavis.calls.queries import summarize_call
from visavis.history.view_models import after_for_client
from visavis.live.events import last_id
from visavis.notes.view_models import client_notes
from visavis.people.parties import Party, other_party
from visavis.practice.models import Practice
from visavis.room.faces import Face, face
from visavis.room.participants import Participant
from visavis.room.rehearsal import has_servers
from visavis.room.talk import state_of
from visavis.room.texts import room_texts
from visavis.video.providers import provider
from visavis.waiting.admission import is_waiting_room_open
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import ClientDelay, Visit
from visavis.waiting.permissions import delay_refusal
from visavis.waiting.queries import delay_minutes, visits_by_party
from visavis.waiting.rules import is_admitted_by_open_door, opens_at
from visavis.waiting.streams import stream

A_DAY = timedelta(days=1)
_SAID_BY_BOTH = ("events", "live", "state", "join", "signal", "beat", "leave", "renew", "report", "chat")


def app_context(who: Participant, *, now: datetime) -> dict[str, Any]:
    """What `room/_app.html` needs: configuration and texts for the script."""
    return {"room_config": room_config(who, now=now), "room_texts": room_texts()}


def zone_of(appointment: Appointment, party: Party) -> ZoneInfo:
    """The zone that `party` reads times in."""
    return appointment.client_tz if party is Party.CLIENT else ZoneInfo(appointment.specialist.zone)


def room_config(who: Participant, *, now: datetime) -> dict[str, Any]:
    """The configuration of the room's script, as `frontend/src/room/config.ts` reads it."""
    appointment = who.appointment
    # The cursor first: what happens while the page is drawn then comes as an event too.
    cursor = last_id(stream(appointment, who.party))
    told = state_of(who, now=now)
    return {
        "party": who.party.value,
        "self": {"name": party_name(appointment, who.party)},
        "peer": {"name": party_name(appointment, other_party(who.party))},
        "serviceName": appointment.service.name,
        "startsAt": appointment.starts_at.isoformat(),
        "zone": zone_of(appointment, who.party).key,
        "endsAt": appointment.ends_at.isoformat(),
        "now": now.isoformat(),
        "phase": told["phase"],
        "admittedAt": told["admittedAt"],
        "overReason": told["overReason"],
        "provider": provider().name,
        "cursor": cursor,
        "practicePhone": Practice.current().phone,
        "urls": _urls(who, now=now),
    }


def personal_context(appointment: Appointment, *, entered_here: bool, now: datetime) -> dict[str, Any]:
    """What the personal page shows of the appointment, and under which face."""
    visits = visits_by_party(appointment)
    shown = face_of(appointment, visits, entered_here=entered_here, now=now)
    last = appointment.transitions.last()
    client = visits.get(Party.CLIENT)
    opening = opens_at(appointment.starts_at, Practice.current().room_opens_min)
    view = client_view(appointment, now)
    context = {
        **(view.at_the_door() if shown is Face.DOOR else view).context(),
        "face": shown.value,
        "now": now,
        "opens_at": opening,
        # Hours and minutes until then are a clock of their own; from a day on the date says more.
        "soon": appointment.starts_at - now < A_DAY,
        "joins_at_once": _joins_at_once(appointment, now=now),
        "call": summarize_call(appointment),
        "turned_away": client is not None and client.lifecycle is Stage.TURNED_AWAY,
        "reason": last.reason if last is not None and last.actor_kind == "staff" else "",
    }
    context["client_notes"] = client_notes(appointment)
    if shown in {Face.COMPLETED, Face.FAILED, Face.MISSED}:
        context["after_consultation"] = after_for_client(appointment, now=now)
    if shown in {Face.AHEAD, Face.DOOR}:
        context |= _before(appointment, opening, now=now)
    if shown is Face.INSIDE:
        context |= app_context(Participant(appointment, Party.CLIENT), now=now)
    return context


def _before(appointment: Appointment, opening: datetime, *, now: datetime) -> dict[str, Any]:
    """What there is to do before one enters: test one's devices, say that one is late."""
    unasked_at = appointment.starts_at - (appointment.service.door_opens_before or timedelta(0))
    return {
        "tests_devices": True,
        "has_servers": has_servers(now=now),
        "room_texts": room_texts(),
        "may_say_late": delay_refusal(appointment.snapshot, now=now) is None,
        "own_lateness": ClientDelay.objects.filter(appointment=appointment).first(),
        "specialist_late": delay_minutes(appointment, now=now),
        # The next moment at which this page is another.
        "changes_at": min((at for at in (opening, unasked_at) if at > now), default=appointment.ends_at),
    }


def face_of(
    appointment: Appointment, visits: dict[Party, Visit], *, entered_here: bool, now: datetime
) -> Face:
    """The face of the personal page."""
    client = visits.get(Party.CLIENT)
    inside = client is not None and client.lifecycle in {Stage.WAITING, Stage.ADMITTED}
    has_left = client is not None and client.has_left
    return face(
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


def _urls(who: Participant, *, now: datetime) -> dict[str, str]:
    key = [who.appointment.public_id]
    if who.party is Party.CLIENT:
        urls = {name: reverse(f"room:client_{name}", args=key) for name in _SAID_BY_BOTH}
        urls |= {"go": reverse("room:go", args=key), "after": reverse("room:personal", args=key)}
        return urls | ({"relay": reverse("room:relay", args=key)} if has_servers(now=now) else {})
    urls = {name: reverse(f"room:desk_{name}", args=key) for name in _SAID_BY_BOTH}
    own = {name: reverse(f"room:{name}", args=key) for name in ("admit", "end")}
    own["tell"] = reverse("room:tell", args=key)
    return urls | own | {"after": reverse("room:desk", args=key)}
