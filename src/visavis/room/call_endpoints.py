"""What the pages of client and specialist ask and send during a consultation: one answer for both.

`views/call.py` makes a client's and a specialist's address of each of these.
"""

from datetime import datetime, timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse

from visavis.booking.errors import NotPossibleNow
from visavis.booking.lifecycle import State
from visavis.calls.grants import admit_and_join as admit_and_join_call
from visavis.calls.grants import join_call, renew_grant
from visavis.calls.queries import Phase, chat_messages
from visavis.calls.services import (
    ConnectionReport,
    Heartbeat,
    leave_call,
    record_connection,
    record_heartbeat,
    send_chat_message,
    send_signal,
)
from visavis.lib import clock
from visavis.lib.intervals import Interval
from visavis.live.events import events_after
from visavis.live.subscribe import subscribe
from visavis.people.actors import Actor
from visavis.room import call_payloads, payloads
from visavis.room.call_state import call_state
from visavis.room.participants import Participant
from visavis.room.rate_limit import check_chat_rate, check_request_rate, check_signal_rate
from visavis.waiting.events import party_stream
from visavis.waiting.models import Device

NO_CONTENT = HTTPStatus.NO_CONTENT


def events(request: HttpRequest, who: Participant) -> HttpResponse:
    """The events after `?after=`, a cursor; an invalid one asks from the beginning."""
    given = request.GET.get("after", "")
    cursor = int(given) if given.isascii() and given.isdigit() and len(given) < 18 else 0
    batch = events_after(party_stream(who.appointment, who.party), cursor)
    return JsonResponse({"events": batch.events, "cursor": batch.cursor})


def live(request: HttpRequest, who: Participant) -> HttpResponse:
    """A ticket, good for a minute, by which the page reads its stream over a WebSocket.

    Raises `NotPossibleNow` for a hold, of which there is nothing to tell.
    """
    now = check_request_rate(who, "live")
    if who.appointment.lifecycle is State.HELD:
        raise NotPossibleNow
    return subscribe([party_stream(who.appointment, who.party)], bearer=who.bearer, now=now)


def state(request: HttpRequest, who: Participant) -> HttpResponse:
    """The state of the consultation, for a page that may have missed events."""
    return JsonResponse(call_state(who, now=clock.now()))


def join(request: HttpRequest, who: Participant, *, device: str = "") -> HttpResponse:
    """Take the seat and answer what the browser needs to use it."""
    now = check_request_rate(who, "join")
    body = payloads.read(request, call_payloads.JOIN, optional=call_payloads.JOIN_AGAIN)
    answer = join_call(
        who.appointment,
        who.party,
        tab=body["tab"],
        take_over=body["takeOver"],
        request=body.get("request", ""),
        device=device,
        now=now,
    )
    return JsonResponse(answer)


def admit_and_join(request: HttpRequest, who: Participant, *, by: Actor) -> HttpResponse:
    """Admit the client and take the specialist's seat in one."""
    now = check_request_rate(who, "join")
    body = payloads.read(request, call_payloads.ADMIT)
    return JsonResponse(admit_and_join_call(who.appointment, by=by, tab=body["tab"], now=now))


def signal(request: HttpRequest, who: Participant) -> HttpResponse:
    """Pass a signal on to the other person."""
    now = check_signal_rate(request, who)
    body = payloads.read(request, call_payloads.SIGNAL)
    send_signal(
        appointment_id=who.appointment.pk,
        party=who.party,
        token=body["seat"],
        epoch=body["epoch"],
        seq=body["seq"],
        data=body["data"],
        to=body["to"],
        now=now,
    )
    return HttpResponse(status=NO_CONTENT)


def heartbeat(request: HttpRequest, who: Participant) -> HttpResponse:
    """Record that this person is here; tell a page that may not know it when the consultation is over."""
    now = check_request_rate(who, "heartbeat", limit=240)
    body = payloads.read(request, call_payloads.HEARTBEAT, optional=call_payloads.HEARTBEAT_AFTER_OUTAGE)
    received = Heartbeat(
        tab=body["tab"],
        visible=body["visible"],
        connected=body["connected"],
        camera=Device(body["camera"]),
        microphone=Device(body["microphone"]),
        # Relative, for the clock of a browser may be minutes wrong.
        missed=[Interval(_ago(now, since), _ago(now, until)) for since, until in body.get("missed", [])],
    )
    if record_heartbeat(appointment_id=who.appointment.pk, party=who.party, heartbeat=received, now=now):
        return HttpResponse(status=NO_CONTENT)
    return JsonResponse({"phase": Phase.OVER.value})


def _ago(now: datetime, milliseconds: int) -> datetime:
    return now - timedelta(milliseconds=milliseconds)


def leave(request: HttpRequest, who: Participant) -> HttpResponse:
    """Give up the seat."""
    now = check_request_rate(who, "leave")
    body = payloads.read(request, call_payloads.LEAVE)
    leave_call(
        appointment_id=who.appointment.pk, party=who.party, tab=body["tab"], token=body["seat"], now=now
    )
    return HttpResponse(status=NO_CONTENT)


def renew(request: HttpRequest, who: Participant) -> HttpResponse:
    """Fresh credentials for a page that sits in the call, before it looks for a new path."""
    now = check_request_rate(who, "renew")
    body = payloads.read(request, call_payloads.RENEW)
    grant = renew_grant(
        appointment_id=who.appointment.pk,
        party=who.party,
        token=body["seat"],
        epoch=body["epoch"],
        now=now,
    )
    return JsonResponse(grant)


def report(request: HttpRequest, who: Participant) -> HttpResponse:
    """Record how the connection is."""
    now = check_request_rate(who, "report")
    body = payloads.read(request, call_payloads.REPORT)
    health, path = body["health"], body["health"]["path"] or {}
    record_connection(
        appointment_id=who.appointment.pk,
        party=who.party,
        token=body["seat"],
        epoch=body["epoch"],
        said=ConnectionReport(
            browser=health["browser"],
            local_kind=path.get("local", ""),
            remote_kind=path.get("remote", ""),
            protocol=path.get("protocol", ""),
            rtt_ms=health["rttMs"],
            received=health["received"],
            lost=health["lost"],
            restarts=health["restarts"],
        ),
        now=now,
    )
    return HttpResponse(status=NO_CONTENT)


def chat(request: HttpRequest, who: Participant) -> HttpResponse:
    """Send a message, or read those of this call."""
    if request.method != "POST":
        return JsonResponse({"lines": chat_messages(who.appointment, who.party)})
    now = check_chat_rate(who)
    body = payloads.read(request, call_payloads.CHAT)
    send_chat_message(
        appointment_id=who.appointment.pk,
        party=who.party,
        key=body["key"],
        text=body["text"].strip(),
        now=now,
    )
    return HttpResponse(status=NO_CONTENT)
