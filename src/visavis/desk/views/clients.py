"""Clients: the list with its search, and the timeline of one client."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from visavis.booking.models import Appointment
from visavis.desk.labels import Tag, state_tag
from visavis.history.clients import (
    TimelineEntry,
    client_for_staff,
    find_clients,
    possible_duplicates,
    timeline_of,
)
from visavis.history.queries import is_upcoming
from visavis.lib import clock
from visavis.notes.view_models import CONNECTIONS
from visavis.people.access import StaffRequest, for_staff

MAX_QUERY_LENGTH = 100


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One appointment of a client's timeline; empty texts for what there is not."""

    appointment: Appointment
    tag: Tag
    excerpt: str
    connection: str | Promise
    is_upcoming: bool
    has_shared_summary: bool


@for_staff()
@require_safe
def clients(request: StaffRequest) -> HttpResponse:
    """Clients with coming and with recent appointments, or those that `?q=` finds."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_QUERY_LENGTH]
    context = {"query": query, "clients": find_clients(request.user, query, now=clock.now())}
    return render(request, "desk/clients.html", context)


@for_staff()
@require_safe
def client(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """One client's timeline."""
    person, now = client_for_staff(request.user, public_id), clock.now()
    rows = [timeline_row(entry, now=now) for entry in timeline_of(person, request.user)]
    context = {
        "client": person,
        "upcoming": [row for row in rows if row.is_upcoming][::-1],
        "past": [row for row in rows if not row.is_upcoming],
        "several_zones": len({row.appointment.specialist.zone for row in rows}) > 1,
        "latest": rows[0].appointment,
        "possible_duplicates": possible_duplicates(person, request.user),
    }
    return render(request, "desk/client.html", context)


def timeline_row(entry: TimelineEntry, *, now: datetime) -> TimelineRow:
    """The row of one entry."""
    return TimelineRow(
        appointment=entry.appointment,
        tag=state_tag(entry.appointment),
        excerpt=entry.excerpt,
        connection=CONNECTIONS[entry.connection] if entry.connection else "",
        is_upcoming=is_upcoming(entry.appointment, now=now),
        has_shared_summary=entry.shared_at is not None,
    )
