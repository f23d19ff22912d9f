"""What people do with the texts of an appointment.

Only the appointment is locked: nothing here takes a specialist's time.
"""

from datetime import datetime

from django.db import transaction

from visavis.booking.lifecycle import OVER
from visavis.booking.models import Appointment
from visavis.lib.facts import publish
from visavis.notes.errors import (
    AnsweredAlready,
    ChangedElsewhere,
    NoSuchVersion,
    NothingToShare,
    NotOverYet,
)
from visavis.notes.facts import (
    ConnectionJudged,
    SummaryCorrected,
    SummaryShared,
    SummaryWithdrawn,
    TextRestored,
)
from visavis.notes.kinds import Connection, TextKind
from visavis.notes.models import ConnectionAnswer, EarlierText, SharedSummary, Writing
from visavis.notes.versions import worth_keeping
from visavis.people.actors import THE_CLIENT, Actor
from visavis.people.models import User


@transaction.atomic(durable=True)
def save_text(
    *, appointment_id: int, author: User, kind: TextKind, text: str, version: int, now: datetime
) -> Writing:
    """Save what the author has written so far; saving the same text again changes nothing.

    `version` is the one that the text was written from, 0 where there was none. Raises `ChangedElsewhere`.
    """
    return _written(_locked(appointment_id), author, kind, text, version=version, now=now)


@transaction.atomic(durable=True)
def restore_text(
    *, appointment_id: int, author: User, kind: TextKind, version: int, now: datetime
) -> Writing:
    """Let an earlier version of the author's own text stand again; what stood is kept.

    Raises `NoSuchVersion`.
    """
    appointment = _locked(appointment_id)
    rows = EarlierText.objects.select_related("writing").filter(
        writing__appointment=appointment, writing__author=author, writing__kind=kind.value, version=version
    )
    earlier = rows.first()
    if earlier is None:
        raise NoSuchVersion
    writing = earlier.writing
    if earlier.text != writing.text:
        _keep(writing, now=now)
        writing.write(earlier.text, now=now)
        writing.save()
    publish(TextRestored(appointment, by=Actor.staff(author), at=now))
    return writing


@transaction.atomic(durable=True)
def share_summary(
    *, appointment_id: int, author: User, text: str, version: int, now: datetime
) -> SharedSummary:
    """Let the client read the summary, or its corrected text; the client is told of the first.

    Raises `NotOverYet`, `NothingToShare`, `ChangedElsewhere`.
    """
    appointment = _locked(appointment_id)
    if appointment.lifecycle not in OVER:
        raise NotOverYet
    if not text.strip():
        raise NothingToShare
    _written(appointment, author, TextKind.SUMMARY, text, version=version, now=now)
    row = SharedSummary.objects.filter(appointment=appointment).first()
    if row is not None and row.text == text:
        return row
    fact = SummaryCorrected if row else SummaryShared
    row = row or SharedSummary(appointment=appointment, shared_at=now)
    row.author, row.corrected_at = author, now if row.pk else None
    row.write(text)
    row.save()
    publish(fact(appointment, by=Actor.staff(author), at=now))
    return row


@transaction.atomic(durable=True)
def withdraw_summary(*, appointment_id: int, author: User, now: datetime) -> None:
    """Take the summary back; the draft remains. Taking back what is not shared changes nothing."""
    appointment = _locked(appointment_id)
    gone, _rows = SharedSummary.objects.filter(appointment=appointment).delete()
    if gone:
        publish(SummaryWithdrawn(appointment, by=Actor.staff(author), at=now))


@transaction.atomic(durable=True)
def judge_connection(*, appointment_id: int, answer: Connection, now: datetime) -> None:
    """Write down what the client said of the connection. Raises `NotOverYet`, `AnsweredAlready`."""
    appointment = _locked(appointment_id)
    if appointment.lifecycle not in OVER:
        raise NotOverYet
    row, fresh = ConnectionAnswer.objects.get_or_create(
        appointment=appointment, defaults={"answer": answer.value, "at": now}
    )
    if not fresh and row.answer != answer:
        raise AnsweredAlready
    if fresh:
        publish(ConnectionJudged(appointment, by=THE_CLIENT, at=now))


def _locked(appointment_id: int) -> Appointment:
    rows = Appointment.objects.select_related("service", "specialist__user", "client")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=appointment_id)


def _written(
    appointment: Appointment, author: User, kind: TextKind, text: str, *, version: int, now: datetime
) -> Writing:
    writing = Writing.objects.filter(appointment=appointment, author=author, kind=kind.value).first()
    if writing is None:
        writing = Writing(appointment=appointment, author=author, kind=kind.value, saved_at=now, kept_at=now)
        if not text:
            return writing
    elif writing.text == text:
        # The answer to an earlier attempt was lost on its way.
        return writing
    elif writing.version != version:
        raise ChangedElsewhere(writing)
    elif worth_keeping(writing.text, text, kept_at=writing.kept_at, now=now):
        _keep(writing, now=now)
    writing.write(text, now=now)
    writing.save()
    return writing


def _keep(writing: Writing, *, now: datetime) -> None:
    EarlierText.objects.create(
        writing=writing, version=writing.version, sealed=writing.sealed, saved_at=writing.saved_at
    )
    writing.kept_at = now
