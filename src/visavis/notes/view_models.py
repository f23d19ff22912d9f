"""What pages show of an appointment's texts; `notes/_draft_form.html` and the other fragments draw it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from visavis.booking.lifecycle import OVER, State
from visavis.booking.models import Appointment
from visavis.notes.access import may_write
from visavis.notes.kinds import Connection, TextKind
from visavis.notes.models import SharedSummary
from visavis.notes.queries import get_connection_answer, get_draft, summary_for_client
from visavis.people.models import User

CONNECTIONS: Mapping[Connection, str | Promise] = {
    Connection.GOOD: _("Good"),
    Connection.SO_SO: _("Sometimes poor"),
    Connection.BAD: _("Hard to talk"),
}


@dataclass(frozen=True, slots=True)
class DraftView:
    """One text to write on. `saved_at` is UTC, None where nothing was written yet."""

    kind: TextKind
    url: str
    text: str
    version: int
    saved_at: datetime | None
    other: str | None = None
    """What stands in its place since it was changed elsewhere."""
    problem: str = ""


def draft_view(appointment: Appointment, author: User, kind: TextKind) -> DraftView:
    """The author's own text, as it stands."""
    row = get_draft(appointment, author, kind)
    url = reverse(f"notes:save_{kind.value}", args=[appointment.public_id])
    if row is None:
        return DraftView(kind, url, "", 0, None)
    return DraftView(kind, url, row.text, row.version, row.saved_at)


def notes_context(appointment: Appointment, user: User) -> dict[str, Any]:
    """The context of the fragments for a member of staff; empty for whoever may not write."""
    if not may_write(user, appointment):
        return {}
    shared = SharedSummary.objects.filter(appointment=appointment).first()
    summary = draft_view(appointment, user, TextKind.SUMMARY)
    return {
        "note": draft_view(appointment, user, TextKind.NOTE),
        "summary": summary,
        "may_share": appointment.lifecycle in OVER,
        "shared": shared,
        "shared_is_older": shared is not None and shared.text != summary.text,
    }


def client_notes_context(appointment: Appointment) -> dict[str, Any]:
    """The context of the client's fragments: the summary, and the question about the connection."""
    asks = appointment.lifecycle is State.COMPLETED and appointment.service.by_video
    return {
        "summary": summary_for_client(appointment),
        "asks_connection": asks,
        "connection": get_connection_answer(appointment) if asks else None,
        "connections": [(answer.value, words) for answer, words in CONNECTIONS.items()],
    }
