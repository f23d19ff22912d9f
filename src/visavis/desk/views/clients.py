"""Clients: the list with its search, and the timeline of one client."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from visavis.desk.labels import state_tag
from visavis.history.clients import client_for_staff, find_clients, possible_duplicates, timeline_of
from visavis.history.queries import is_upcoming
from visavis.lib import clock
from visavis.notes.view_models import CONNECTIONS
from visavis.people.access import StaffRequest, for_staff

MAX_QUERY_LENGTH = 100


@for_staff()
@require_safe
def clients(request: StaffRequest) -> HttpResponse:
    """Clients with coming and with recent appointments, or those that `?q=` finds."""
    wanted = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_QUERY_LENGTH]
    context = {"wanted": wanted, "found": find_clients(request.user, wanted, now=clock.now())}
    return render(request, "desk/clients.html", context)


@for_staff()
@require_safe
def client(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """One client's timeline."""
    person, now = client_for_staff(request.user, public_id), clock.now()
    entries = [
        (entry, state_tag(entry.appointment), CONNECTIONS[entry.connection] if entry.connection else "")
        for entry in timeline_of(person, request.user)
    ]
    coming = [one for one in entries if is_upcoming(one[0].appointment, now=now)]
    context = {
        "client": person,
        "coming": coming[::-1],
        "past": [one for one in entries if one not in coming],
        "several_zones": len({one[0].appointment.specialist.zone for one in entries}) > 1,
        "latest": entries[0][0].appointment,
        "alike": possible_duplicates(person, request.user),
    }
    return render(request, "desk/client.html", context)
