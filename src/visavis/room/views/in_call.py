"""What the pages of both say during the call, each by the address that decides who speaks."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from visavis.people.access import StaffRequest, for_client, for_staff
from visavis.room import in_call
from visavis.room.participants import the_client, the_specialist
from visavis.room.views.desk import LETS_IN


@for_client
@require_POST
def client_renew(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Fresh credentials for the client's page."""
    return in_call.renew_for(request, the_client(request, public_id))


@for_client
@require_POST
def client_report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How the client's connection is."""
    return in_call.report_from(request, the_client(request, public_id))


@for_client
@require_http_methods(["GET", "HEAD", "POST"])
def client_chat(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The chat, as the client reads and writes it."""
    return in_call.chat_with(request, the_client(request, public_id))


@for_staff(*LETS_IN)
@require_POST
def desk_renew(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Fresh credentials for the specialist's page."""
    return in_call.renew_for(request, the_specialist(request, public_id))


@for_staff(*LETS_IN)
@require_POST
def desk_report(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """How the specialist's connection is."""
    return in_call.report_from(request, the_specialist(request, public_id))


@for_staff(*LETS_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_chat(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The chat, as the specialist reads and writes it."""
    return in_call.chat_with(request, the_specialist(request, public_id))
