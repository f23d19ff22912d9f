"""What pages show of an appointment's note, summary and answer about the connection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.notes.access import may_write
from visavis.notes.kinds import Connection, TextKind
from visavis.notes.models import SharedSummary
from visavis.notes.permissions import share_refusal
from visavis.notes.queries import (
    Summary,
    get_connection_answer,
    get_draft,
    list_revisions,
    summary_for_client,
)
from visavis.people.models import User

CONNECTIONS: Mapping[Connection, str | Promise] = {
    Connection.GOOD: _("Good"),
    Connection.SO_SO: _("Sometimes poor"),
    Connection.BAD: _("Hard to talk"),
}


@dataclass(frozen=True, slots=True)
class DraftView:
    """A text to edit. `saved_at` is UTC, None where nothing was written yet."""

    kind: TextKind
    url: str
    text: str
    version: int
    saved_at: datetime | None
    other: str | None = None
    """The text that another tab has saved, where the two conflict."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class NotesView:
    """What the specialist of an appointment writes: the private note and the summary."""

    note: DraftView
    summary: DraftView
    may_share: bool
    shared_at: datetime | None
    """When the summary was shared (UTC); None while it is not."""
    shared_is_older: bool
    """Whether the draft differs from what the client can read."""

    def with_draft(self, kind: TextKind, **changes: Any) -> "NotesView":
        """The same, with changed fields of one draft."""
        if kind is TextKind.NOTE:
            return replace(self, note=replace(self.note, **changes))
        return replace(self, summary=replace(self.summary, **changes))


@dataclass(frozen=True, slots=True)
class RevisionView:
    """An earlier version of one of the two texts."""

    kind: TextKind
    version: int
    saved_at: datetime
    text: str

    @property
    def is_note(self) -> bool:
        """Whether it is a version of the private note."""
        return self.kind is TextKind.NOTE


@dataclass(frozen=True, slots=True)
class ConnectionQuestion:
    """The question to the client how the connection was; `answers` are values and their labels."""

    is_answered: bool
    answers: Sequence[tuple[str, str | Promise]]


@dataclass(frozen=True, slots=True)
class ClientNotes:
    """What the client finds on the personal page: the summary, and the question about the connection."""

    shared_summary: Summary | None
    connection_question: ConnectionQuestion | None


def notes_view(appointment: Appointment, user: User) -> NotesView | None:
    """The texts of an appointment for its author; None for everybody else."""
    if user.notes_sealed_at or not may_write(user, appointment):
        return None
    shared = SharedSummary.objects.filter(appointment=appointment).first()
    summary = _draft_view(appointment, user, TextKind.SUMMARY)
    return NotesView(
        note=_draft_view(appointment, user, TextKind.NOTE),
        summary=summary,
        may_share=share_refusal(appointment.snapshot) is None,
        shared_at=shared.shared_at if shared else None,
        shared_is_older=shared is not None and shared.text != summary.text,
    )


def revision_views(appointment: Appointment, user: User) -> list[RevisionView]:
    """The author's own earlier versions, the newest first."""
    return [
        RevisionView(TextKind(row.draft.kind), row.version, row.saved_at, row.text)
        for row in list_revisions(appointment, user)
    ]


def client_notes(appointment: Appointment) -> ClientNotes:
    """What the client of an appointment reads and is asked."""
    question = None
    if appointment.lifecycle is State.COMPLETED and appointment.by_video:
        question = ConnectionQuestion(
            is_answered=get_connection_answer(appointment) is not None,
            answers=[(answer.value, words) for answer, words in CONNECTIONS.items()],
        )
    return ClientNotes(summary_for_client(appointment), question)


def _draft_view(appointment: Appointment, author: User, kind: TextKind) -> DraftView:
    row = get_draft(appointment, author, kind)
    url = reverse(f"notes:save_{kind.value}", args=[appointment.public_id])
    if row is None:
        return DraftView(kind, url, "", 0, None)
    return DraftView(kind, url, row.text, row.version, row.saved_at)
