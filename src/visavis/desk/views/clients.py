"""Clients: the list with its search, and everything that was with one of them."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from visavis.desk.wording import tag_of
from visavis.history.clients import client_for_staff, find_clients, possible_duplicates, timeline_of
from visavis.history.queries import is_upcoming
from visavis.lib import clock
from visavis.notes.view_models import CONNECTIONS
from visavis.people.access import StaffRequest, for_staff

LONGEST_QUESTION = 100


@for_staff()
@require_safe
def clients(request: StaffRequest) -> HttpResponse:
    """Who comes next and who was here last, or whom `?q=` finds."""
    wanted = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUESTION]
    context = {"wanted": wanted, "found": find_clients(request.user, wanted, now=clock.now())}
    return render(request, "desk/clients.html", context)


@for_staff()
@require_safe
def client(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """One client's timeline."""
    person, now = client_for_staff(request.user, public_id), clock.now()
    entries = [
        (entry, tag_of(entry.appointment), CONNECTIONS[entry.connection] if entry.connection else "")
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
