"""What the pages of both say and ask during the call, beyond signalling: one answer for each of the two."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from visavis.calls.grants import renew_grant
from visavis.calls.queries import chat_messages
from visavis.calls.services import ConnectionReport, record_connection, send_chat_message
from visavis.calls.services.chat import MAX_CHAT_LENGTH
from visavis.room import bodies
from visavis.room.participants import Participant
from visavis.room.rate_limit import check_request_rate

_COUNT_MOST = 10_000_000
"""Packets of a report: more than any network brings in half a minute."""
_BROWSERS = (
    "Chrome", "Chrome Android", "Edge", "Firefox", "Safari", "Safari iOS", "Samsung", "other",
)  # fmt: skip
_KINDS = ("host", "srflx", "prflx", "relay")
_PROTOCOLS = ("udp", "tcp", "tls")


def _few(value: Any) -> bool:
    return bodies.number(value) and value <= _COUNT_MOST


def _path(value: Any) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or value.keys() != {"local", "remote", "protocol"}:
        return False
    is_kind = bodies.one_of(*_KINDS)
    return (
        is_kind(value["local"]) and is_kind(value["remote"]) and bodies.one_of(*_PROTOCOLS)(value["protocol"])
    )


_HEALTH: Mapping[str, bodies.Check] = {
    "browser": bodies.one_of(*_BROWSERS),
    "path": _path,
    "rttMs": lambda value: value is None or _few(value),
    "received": _few,
    "lost": _few,
    "restarts": _few,
}


def _health(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != _HEALTH.keys():
        return False
    return all(check(value[name]) for name, check in _HEALTH.items())


def _line(value: Any) -> bool:
    return bodies.words(MAX_CHAT_LENGTH)(value) and value.strip() != ""


RENEW: Mapping[str, bodies.Check] = {"seat": bodies.word, "epoch": bodies.number}
REPORT: Mapping[str, bodies.Check] = {"seat": bodies.word, "epoch": bodies.number, "health": _health}
SAY: Mapping[str, bodies.Check] = {"key": bodies.word, "text": _line}


def renew_for(request: HttpRequest, who: Participant) -> JsonResponse:
    """Fresh credentials for a page that sits in the call, before it looks for a new path."""
    now = check_request_rate(who, "renew")
    body = bodies.read(request, RENEW)
    token, epoch = body["seat"], body["epoch"]
    return JsonResponse(
        renew_grant(appointment_id=who.appointment.pk, party=who.party, token=token, epoch=epoch, now=now)
    )


def report_from(request: HttpRequest, who: Participant) -> HttpResponse:
    """Write down how the connection is."""
    now = check_request_rate(who, "report")
    body = bodies.read(request, REPORT)
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
    return HttpResponse(status=204)


def chat_with(request: HttpRequest, who: Participant) -> HttpResponse:
    """Say a line, or read those of this call."""
    if request.method != "POST":
        return JsonResponse({"lines": chat_messages(who.appointment, who.party)})
    now = check_request_rate(who, "chat")
    body = bodies.read(request, SAY)
    send_chat_message(
        appointment_id=who.appointment.pk,
        party=who.party,
        key=body["key"],
        text=body["text"].strip(),
        now=now,
    )
    return HttpResponse(status=204)
