"""The configuration and the sentences that a page hands to the room's script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from visavis.booking.models import Appointment
from visavis.calls.peers import party_name, peer_id
from visavis.calls.permissions import end_refusal
from visavis.calls.rooms import carrier_of
from visavis.live.events import last_id
from visavis.people.parties import CALL_PARTIES, Party
from visavis.practice.models import Practice
from visavis.room.call_state import call_state
from visavis.room.participants import Participant
from visavis.room.texts import room_texts
from visavis.room.views.call import ENDPOINT_NAMES
from visavis.video.port import VideoProvider
from visavis.waiting.events import party_stream


@dataclass(frozen=True, slots=True)
class RoomScript:
    """What `room/_app.html` hands to the script, as JSON."""

    config: dict[str, Any]
    texts: dict[str, str]
    origins: Mapping[str, Sequence[str]]
    """What the page must be allowed to reach for this call."""


def room_script(who: Participant, *, in_app_link: str = "", now: datetime) -> RoomScript:
    """Configuration and sentences for the page of `who`."""
    video = carrier_of(who.appointment)
    config = room_config(who, video, now=now)
    link = {"link": in_app_link} if in_app_link else {}
    return RoomScript(config | link, room_texts(), video.page_origins)


def party_zone(appointment: Appointment, party: Party) -> ZoneInfo:
    """The zone that `party` reads times in."""
    return appointment.client_tz if party is Party.CLIENT else ZoneInfo(appointment.specialist.zone)


def room_config(who: Participant, video: VideoProvider, *, now: datetime) -> dict[str, Any]:
    """The configuration of the room's script, as `frontend/src/room/config.ts` reads it."""
    appointment = who.appointment
    # The cursor first: what happens while the page is drawn then comes as an event too.
    cursor = last_id(party_stream(appointment, who.party))
    state = call_state(who, now=now)
    return {
        "me": peer_id(appointment, who.party),
        "roster": [_person(appointment, party) for party in CALL_PARTIES],
        "party": who.party.value,
        "serviceName": appointment.service.name,
        "startsAt": appointment.starts_at.isoformat(),
        "zone": party_zone(appointment, who.party).key,
        "endsAt": appointment.ends_at.isoformat(),
        "now": now.isoformat(),
        "phase": state["phase"],
        "admittedAt": state["admittedAt"],
        # A client who waits again, or was turned away, is not admitted any more.
        "hasBegun": end_refusal(appointment.snapshot) is None,
        "overReason": state["overReason"],
        "provider": video.name,
        "capabilities": video.capabilities.for_browser(),
        "cursor": cursor,
        "practicePhone": Practice.current().phone,
        "urls": _urls(who, has_test=video.capabilities.tests_access),
    }


def _person(appointment: Appointment, party: Party) -> dict[str, str]:
    return {
        "id": peer_id(appointment, party),
        "party": party.value,
        "name": party_name(appointment, party),
    }


def _urls(who: Participant, *, has_test: bool) -> dict[str, str]:
    key = [who.appointment.public_id]
    if who.party is Party.CLIENT:
        urls = {name: reverse(f"room:client_{name}", args=key) for name in ENDPOINT_NAMES}
        urls["leaveWaiting"] = reverse("room:leave_waiting", args=key)
        urls["after"] = reverse("room:personal", args=key)
        urls["signIn"] = reverse("booking:ask_for_link")
        if has_test:
            urls["connectionTest"] = reverse("room:connection_test", args=key)
        return urls
    urls = {name: reverse(f"room:desk_{name}", args=key) for name in ENDPOINT_NAMES}
    urls |= {name: reverse(f"room:{name}", args=key) for name in ("admit", "end", "message")}
    # Not back to the room: the tab of the sign-in would take the seat from the page that waits.
    return urls | {"after": reverse("room:desk", args=key), "signIn": reverse("account_login")}
