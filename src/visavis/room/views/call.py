"""The addresses of the call: each exists twice, for the client's grant and for the specialist's session."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from visavis.people.access import StaffRequest, for_client, for_staff
from visavis.room import call_endpoints, call_payloads, payloads
from visavis.room.entered_cookie import delete_entered_cookie, device_named, name_of, set_entered_cookie
from visavis.room.participants import Participant, client_participant, specialist_participant
from visavis.waiting.access import ROLES_THAT_ADMIT

Handler = Callable[[HttpRequest, Participant], HttpResponse]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of the call. The client's page gets the answer of `client_handler` where there is one."""

    name: str
    handler: Handler
    methods: Sequence[str] = ("POST",)
    client_handler: Handler | None = None


def join_as_client(request: HttpRequest, who: Participant) -> HttpResponse:
    """Take the client's seat; a client who comes back is inside again, also when they reload."""
    name = name_of(request)
    response = call_endpoints.join(request, who, device=device_named(name))
    set_entered_cookie(response, who.appointment.public_id, name)
    return response


def leave_as_client(request: HttpRequest, who: Participant) -> HttpResponse:
    """Give up the client's seat.

    A page that closes sends this, too, and may be a reload. Only a client who pressed the button is asked
    again before they are on air.
    """
    response = call_endpoints.leave(request, who)
    if payloads.read(request, call_payloads.LEAVE)["pressed"]:
        delete_entered_cookie(response, who.appointment.public_id)
    return response


ENDPOINTS = (
    Endpoint("events", call_endpoints.events, ["GET"]),
    Endpoint("live", call_endpoints.live),
    Endpoint("state", call_endpoints.state, ["GET"]),
    Endpoint("join", call_endpoints.join, client_handler=join_as_client),
    Endpoint("signal", call_endpoints.signal),
    Endpoint("heartbeat", call_endpoints.heartbeat),
    Endpoint("leave", call_endpoints.leave, client_handler=leave_as_client),
    Endpoint("renew", call_endpoints.renew),
    Endpoint("report", call_endpoints.report),
    Endpoint("chat", call_endpoints.chat, ["GET", "HEAD", "POST"]),
)
ENDPOINT_NAMES = tuple(endpoint.name for endpoint in ENDPOINTS)


def client_paths(prefix: str) -> list[URLPattern]:
    """The client's addresses, below `prefix`: `client_join` and so on."""
    return [path(f"{prefix}{one.name}/", _client_view(one), name=f"client_{one.name}") for one in ENDPOINTS]


def specialist_paths(prefix: str) -> list[URLPattern]:
    """The specialist's addresses, below `prefix`: `desk_join` and so on."""
    return [path(f"{prefix}{one.name}/", _specialist_view(one), name=f"desk_{one.name}") for one in ENDPOINTS]


def _client_view(endpoint: Endpoint) -> Callable[..., HttpResponseBase]:
    handler = endpoint.client_handler or endpoint.handler

    @for_client
    @require_http_methods(endpoint.methods)
    def view(request: HttpRequest, public_id: UUID) -> HttpResponse:
        return handler(request, client_participant(request, public_id))

    return view


def _specialist_view(endpoint: Endpoint) -> Callable[..., HttpResponseBase]:
    @for_staff(*ROLES_THAT_ADMIT)
    @require_http_methods(endpoint.methods)
    def view(request: StaffRequest, public_id: UUID) -> HttpResponse:
        return endpoint.handler(request, specialist_participant(request, public_id))

    return view
