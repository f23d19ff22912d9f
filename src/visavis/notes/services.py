"""What people do with note and summary of an appointment.

Only the appointment is locked: nothing here takes a specialist's time.
"""

from datetime import datetime

from django.db import transaction

from visavis.booking.models import Appointment
from visavis.lib.errors import require
from visavis.lib.facts import publish
from visavis.notes.errors import (
    AlreadyAnswered,
    ChangedElsewhere,
    NoSuchRevision,
    NothingToShare,
)
from visavis.notes.facts import (
    ConnectionRated,
    SummaryCorrected,
    SummaryShared,
    SummaryWithdrawn,
    TextRestored,
)
from visavis.notes.kinds import Connection, TextKind
from visavis.notes.models import ConnectionAnswer, Draft, Revision, SharedSummary
from visavis.notes.permissions import rate_refusal, share_refusal
from visavis.notes.revisions import needs_revision
from visavis.people.actors import THE_CLIENT, Actor
from visavis.people.models import User


@transaction.atomic(durable=True)
def save_text(
    *, appointment_id: int, author: User, kind: TextKind, text: str, version: int, now: datetime
) -> Draft:
    """Save what the author has written so far; saving the same text again changes nothing.

    `version` is the one that the text was written from, 0 where there was none. Raises `ChangedElsewhere`.
    """
    return _save_draft(_lock_appointment(appointment_id), author, kind, text, version=version, now=now)


@transaction.atomic(durable=True)
def restore_text(*, appointment_id: int, author: User, kind: TextKind, version: int, now: datetime) -> Draft:
    """Replace the author's text by an earlier version; the present text is kept as a revision.

    Raises `NoSuchRevision`.
    """
    appointment = _lock_appointment(appointment_id)
    rows = Revision.objects.select_related("draft").filter(
        draft__appointment=appointment, draft__author=author, draft__kind=kind.value, version=version
    )
    revision = rows.first()
    if revision is None:
        raise NoSuchRevision
    draft = revision.draft
    if revision.text != draft.text:
        _keep_revision(draft, now=now)
        draft.write(revision.text, now=now)
        draft.save()
    publish(TextRestored(appointment, by=Actor.staff(author), at=now))
    return draft


@transaction.atomic(durable=True)
def share_summary(
    *, appointment_id: int, author: User, text: str, version: int, now: datetime
) -> SharedSummary:
    """Share the summary or its correction with the client; only the first sharing sends a message.

    Raises `NotOverYet`, `NothingToShare`, `ChangedElsewhere`.
    """
    appointment = _lock_appointment(appointment_id)
    require(share_refusal(appointment.snapshot))
    if not text.strip():
        raise NothingToShare
    _save_draft(appointment, author, TextKind.SUMMARY, text, version=version, now=now)
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
    """Stop sharing the summary; the draft remains. Without a shared summary nothing changes."""
    appointment = _lock_appointment(appointment_id)
    gone, _rows = SharedSummary.objects.filter(appointment=appointment).delete()
    if gone:
        publish(SummaryWithdrawn(appointment, by=Actor.staff(author), at=now))


@transaction.atomic(durable=True)
def rate_connection(*, appointment_id: int, answer: Connection, now: datetime) -> None:
    """Record the client's answer about the connection. Raises `NotOverYet`, `AlreadyAnswered`."""
    appointment = _lock_appointment(appointment_id)
    require(rate_refusal(appointment.snapshot))
    row, fresh = ConnectionAnswer.objects.get_or_create(
        appointment=appointment, defaults={"answer": answer.value, "at": now}
    )
    if not fresh and row.answer != answer:
        raise AlreadyAnswered
    if fresh:
        publish(ConnectionRated(appointment, by=THE_CLIENT, at=now))


def _lock_appointment(appointment_id: int) -> Appointment:
    rows = Appointment.objects.select_related("service", "specialist__user", "client")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=appointment_id)


def _save_draft(
    appointment: Appointment, author: User, kind: TextKind, text: str, *, version: int, now: datetime
) -> Draft:
    draft = Draft.objects.filter(appointment=appointment, author=author, kind=kind.value).first()
    if draft is None:
        draft = Draft(
            appointment=appointment, author=author, kind=kind.value, saved_at=now, last_revision_at=now
        )
        if not text:
            return draft
    elif draft.text == text:
        # The answer to an earlier attempt was lost on its way.
        return draft
    elif draft.version != version:
        raise ChangedElsewhere(draft)
    elif needs_revision(draft.text, text, last_revision_at=draft.last_revision_at, now=now):
        _keep_revision(draft, now=now)
    draft.write(text, now=now)
    draft.save()
    return draft


def _keep_revision(draft: Draft, *, now: datetime) -> None:
    Revision.objects.create(
        draft=draft, version=draft.version, ciphertext=draft.ciphertext, saved_at=draft.saved_at
    )
    draft.last_revision_at = now
