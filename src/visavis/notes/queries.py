"""Reads of note, summary and answer. Callers check by `access.py` who may see a text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from visavis.booking.models import Appointment
from visavis.messages.delivery.relevance import Relevance
from visavis.messages.models import Message
from visavis.notes.kinds import Connection, TextKind
from visavis.notes.models import ConnectionAnswer, Draft, Revision, SharedSummary
from visavis.people.models import User

EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Summary:
    """What the client reads. Times are UTC; `corrected_at` is None as long as it was not corrected."""

    text: str
    shared_at: datetime
    corrected_at: datetime | None


def get_draft(appointment: Appointment, author: User, kind: TextKind) -> Draft | None:
    """The author's own text of this kind, if they have begun one."""
    return Draft.objects.filter(appointment=appointment, author=author, kind=kind.value).first()


def list_revisions(appointment: Appointment, author: User) -> list[Revision]:
    """The author's own earlier versions, the newest first."""
    rows = Revision.objects.filter(draft__appointment=appointment, draft__author=author)
    return list(rows.select_related("draft").order_by("-saved_at"))


def summary_for_client(appointment: Appointment) -> Summary | None:
    """The summary that was shared, as the client of this appointment reads it."""
    row = SharedSummary.objects.filter(appointment=appointment).first()
    return Summary(row.text, row.shared_at, row.corrected_at) if row else None


def shared_at(appointments: Iterable[Appointment]) -> dict[int, datetime]:
    """When a summary was shared, by the appointment's key; without its text."""
    rows = SharedSummary.objects.filter(appointment__in=list(appointments))
    return dict(rows.values_list("appointment_id", "shared_at"))


def still_shared(message: Message, now: datetime) -> Relevance:
    """Whether the summary that `message` announces is still shared when the message is sent."""
    shared = SharedSummary.objects.filter(appointment=message.appointment_id).exists()
    return Relevance.HOLDS if shared else Relevance.OVER


def excerpts(appointments: Iterable[Appointment], author: User) -> dict[int, str]:
    """The beginnings of the author's own notes, by the appointment's key; none while they are sealed."""
    if author.notes_sealed_at:
        return {}
    rows = Draft.objects.filter(appointment__in=list(appointments), author=author, kind=TextKind.NOTE.value)
    return {row.appointment_id: shorten(row.text) for row in rows}


def shorten(text: str) -> str:
    """The first words of a text, on one line."""
    line = " ".join(text.split())
    if len(line) <= EXCERPT:
        return line
    return line[:EXCERPT].rpartition(" ")[0] + " …"


def get_connection_answer(appointment: Appointment) -> Connection | None:
    """The client's answer about the connection."""
    row = ConnectionAnswer.objects.filter(appointment=appointment).first()
    return Connection(row.answer) if row else None
