"""What is known of an appointment's texts. What a function opens is its caller's to show, by `access.py`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from visavis.booking.models import Appointment
from visavis.messages.models import Message
from visavis.notes.kinds import Connection, TextKind
from visavis.notes.models import ConnectionAnswer, EarlierText, SharedSummary, Writing
from visavis.people.models import User

EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Summary:
    """What the client reads. Times are UTC; `corrected_at` is None as long as it was not corrected."""

    text: str
    shared_at: datetime
    corrected_at: datetime | None


def writing_of(appointment: Appointment, author: User, kind: TextKind) -> Writing | None:
    """The author's own text of this kind, if they have begun one."""
    return Writing.objects.filter(appointment=appointment, author=author, kind=kind.value).first()


def earlier_of(appointment: Appointment, author: User) -> list[EarlierText]:
    """The author's own earlier versions, the newest first."""
    rows = EarlierText.objects.filter(writing__appointment=appointment, writing__author=author)
    return list(rows.select_related("writing").order_by("-saved_at"))


def summary_for_client(appointment: Appointment) -> Summary | None:
    """The summary that was shared, as the client of this appointment reads it."""
    row = SharedSummary.objects.filter(appointment=appointment).first()
    return Summary(row.text, row.shared_at, row.corrected_at) if row else None


def shared_at(appointments: Iterable[Appointment]) -> dict[int, datetime]:
    """When a summary was shared, by the appointment's key; without a word of it."""
    rows = SharedSummary.objects.filter(appointment__in=list(appointments))
    return dict(rows.values_list("appointment_id", "shared_at"))


def still_shared(message: Message, now: datetime) -> bool:
    """Whether a message that tells of a summary is still true when it is about to be sent."""
    return SharedSummary.objects.filter(appointment=message.appointment_id).exists()


def excerpts(appointments: Iterable[Appointment], author: User) -> dict[int, str]:
    """The beginnings of the author's own notes, by the appointment's key."""
    rows = Writing.objects.filter(appointment__in=list(appointments), author=author, kind=TextKind.NOTE.value)
    return {row.appointment_id: beginning(row.text) for row in rows}


def beginning(text: str) -> str:
    """The first words of a text, on one line."""
    line = " ".join(text.split())
    if len(line) <= EXCERPT:
        return line
    return line[:EXCERPT].rpartition(" ")[0] + " …"


def connection_of(appointment: Appointment) -> Connection | None:
    """What the client said of the connection."""
    row = ConnectionAnswer.objects.filter(appointment=appointment).first()
    return Connection(row.answer) if row else None
