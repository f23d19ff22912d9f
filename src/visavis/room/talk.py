"""What the open pages of both people say and ask: one answer for each, whoever of the two it is."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from visavis.calls.grants import grant_for
from visavis.calls.queries import Phase, over_reason, phase_of
from visavis.calls.services import (
    Heartbeat,
    admit_and_take_seat,
    leave_call,
    record_heartbeat,
    send_signal,
    take_seat,
)
from visavis.lib import clock
from visavis.live.events import events_after
from visavis.live.subscribe import subscribe
from visavis.people.actors import Actor
from visavis.people.parties import Party, other_party
from visavis.room import bodies
from visavis.room.participants import Participant
from visavis.room.rate_limit import check_request_rate
from visavis.room.standing import standing_of
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import Device
from visavis.waiting.queries import visits_by_party
from visavis.waiting.streams import stream

_device = bodies.one_of(*(device.value for device in Device))

JOIN: Mapping[str, bodies.Check] = {"tab": bodies.word, "takeOver": bodies.yes_or_no}
LET_IN: Mapping[str, bodies.Check] = {"tab": bodies.word}
LEAVE: Mapping[str, bodies.Check] = {"tab": bodies.word, "seat": bodies.word, "pressed": bodies.yes_or_no}
BEAT: Mapping[str, bodies.Check] = {
    "tab": bodies.word,
    "visible": bodies.yes_or_no,
    "connected": bodies.yes_or_no,
    "camera": _device,
    "microphone": _device,
}
SIGNAL: Mapping[str, bodies.Check] = {
    "seat": bodies.word,
    "epoch": bodies.number,
    "seq": bodies.number,
    "data": bodies.signal_data,
}


def events_for(request: HttpRequest, who: Participant) -> JsonResponse:
    """The events after `?after=`, a cursor; one that is none of ours asks from the beginning."""
    given = request.GET.get("after", "")
    cursor = int(given) if given.isascii() and given.isdigit() and len(given) < 18 else 0
    batch = events_after(stream(who.appointment, who.party), cursor)
    return JsonResponse({"events": batch.events, "cursor": batch.cursor})


def ticket_for(who: Participant) -> JsonResponse:
    """What this person's page reads its stream by WebSocket with, for a minute."""
    now = check_request_rate(who, "live")
    return subscribe([stream(who.appointment, who.party)], now=now)


def state_for(who: Participant) -> JsonResponse:
    """Where the consultation stands for this person, for whatever the stream may have missed."""
    return JsonResponse(state_of(who, now=clock.now()))


def state_of(who: Participant, *, now: datetime) -> dict[str, Any]:
    """The same as data."""
    visits = visits_by_party(who.appointment)
    client, peer = visits.get(Party.CLIENT), visits.get(other_party(who.party))
    phase = phase_of(who.appointment, who.party)
    waits = client is not None and client.lifecycle is Stage.WAITING and phase is Phase.WAITING
    admitted = client.admitted_at if client is not None else None
    told = {
        "phase": phase.value,
        "overReason": over_reason(who.appointment, client),
        "peerHere": peer is not None and peer.is_here(now=now),
        "admittedAt": admitted.isoformat() if admitted else None,
    }
    if waits and client is not None and who.party is Party.CLIENT:
        told |= standing_of(client, now=now)
    return told


def join_as(request: HttpRequest, who: Participant) -> JsonResponse:
    """Take the seat and answer what the browser needs to use it."""
    now = check_request_rate(who, "join")
    said = bodies.read(request, JOIN)
    taken = take_seat(
        appointment_id=who.appointment.pk,
        party=who.party,
        tab=said["tab"],
        take_over=said["takeOver"],
        now=now,
    )
    return JsonResponse(grant_for(taken, now=now))


def let_in_as(request: HttpRequest, who: Participant, *, by: Actor) -> JsonResponse:
    """Let the client in and take the seat in one."""
    now = check_request_rate(who, "join")
    said = bodies.read(request, LET_IN)
    taken = admit_and_take_seat(appointment_id=who.appointment.pk, by=by, tab=said["tab"], now=now)
    return JsonResponse(grant_for(taken, now=now))


def signal_from(request: HttpRequest, who: Participant) -> HttpResponse:
    """Pass a signal on to the other person."""
    now = check_request_rate(who, "signal", limit=600)
    said = bodies.read(request, SIGNAL)
    send_signal(
        appointment_id=who.appointment.pk,
        party=who.party,
        token=said["seat"],
        epoch=said["epoch"],
        seq=said["seq"],
        data=said["data"],
        now=now,
    )
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def beat_from(request: HttpRequest, who: Participant) -> HttpResponse:
    """Write down that this person is here, and tell a page that may not know it when all is over."""
    now = check_request_rate(who, "beat", limit=240)
    said = bodies.read(request, BEAT)
    heartbeat = Heartbeat(
        tab=said["tab"],
        visible=said["visible"],
        connected=said["connected"],
        camera=Device(said["camera"]),
        microphone=Device(said["microphone"]),
    )
    if record_heartbeat(appointment_id=who.appointment.pk, party=who.party, heartbeat=heartbeat, now=now):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return JsonResponse({"phase": Phase.OVER.value})


def leave_as(request: HttpRequest, who: Participant) -> HttpResponse:
    """Give up the seat."""
    now = check_request_rate(who, "leave")
    said = bodies.read(request, LEAVE)
    leave_call(
        appointment_id=who.appointment.pk, party=who.party, tab=said["tab"], token=said["seat"], now=now
    )
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
