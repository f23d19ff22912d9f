"""A client with weekly past consultations: notes, a summary, and an answer about the connection."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from visavis.booking.lifecycle import Absent, Action
from visavis.booking.models import Appointment
from visavis.booking.services import ClientDetails, book_for_client
from visavis.calls.models import ConnectedInterval
from visavis.messages.lifecycle import State as Sent
from visavis.messages.models import Message
from visavis.notes.kinds import Connection, TextKind
from visavis.notes.services import rate_connection, save_text, share_summary
from visavis.people.actors import THE_SYSTEM
from visavis.people.models import User
from visavis.people.parties import CALL_PARTIES
from visavis.schedule.models import Service

WEEK, MINUTE = timedelta(weeks=1), timedelta(minutes=1)
WEEKS_SINCE_FIRST = 8
"""Weeks since the client's first consultation; the last three weeks are busy with others."""

NOTES = (
    "First session. Works in logistics, two children. Cannot fall asleep before two since the spring, "
    "wakes at five. Expects \u201cone trick\u201d; we agreed on six sessions and a sleep diary.",
    "Diary: 5 h on average, worst on Sundays. Checks mail in bed. Tense when he speaks of his father, "
    "did not want to go on with it today. Exercise: phone stays in the kitchen.",
    "",
    "Phone in the kitchen on 5 of 7 nights, falls asleep about midnight. Spoke of his father\u2019s illness "
    "for the first time. Next time: who else at home knows?",
    "Slept 7 h on four nights. Told his wife; relieved. Asks whether to go on after six sessions: yes, "
    "every other week. Ask about the new team at work.",
)
SUMMARY = (
    "What we found\n"
    "You sleep better on days when the phone stays in the kitchen, and after you talked about the day.\n\n"
    "Until next time\n"
    "1. Keep the diary, three words a night are enough.\n"
    "2. In bed by eleven on Sundays too.\n"
    "3. One walk with your father, without a plan."
)


def add_regular_client(service: Service, details: ClientDetails, *, now: datetime) -> None:
    """Weekly consultations of one client at ten in the specialist's local time, completed and with notes."""
    author = service.specialist.user
    if author is None:
        raise LookupError("The demo's specialist has no account.")
    for note, weeks in zip(NOTES, range(WEEKS_SINCE_FIRST, 0, -1), strict=False):
        row = _consultation(service, details, now - weeks * WEEK, missed=not note)
        if note:
            _write_note(row, author, note)
    _share_summary(row, author)


def mark_past_messages_sent(*, now: datetime) -> None:
    """Mark the due messages of past consultations as sent on time."""
    over = Message.objects.filter(appointment__ends_at__lt=now, due_at__lte=now)
    over.update(state=Sent.SENT.value, sent_at=F("due_at"), attempts=1, reason="")


def _consultation(service: Service, details: ClientDetails, day: datetime, *, missed: bool) -> Appointment:
    zone = ZoneInfo(service.specialist.zone)
    local = day.astimezone(zone).date()
    # Nobody works at weekends.
    local -= timedelta(days=max(0, local.weekday() - 4))
    start = datetime.combine(local, time(10), tzinfo=zone)
    row = book_for_client(
        service_id=service.pk,
        slot=service.slot_from(start),
        details=details,
        by=THE_SYSTEM,
        now=start - 3 * WEEK / 7,
        override=True,
    )
    with transaction.atomic():
        row = Appointment.locked(row.pk)
        if missed:
            row.absent = Absent.CLIENT.value
            row.transition(Action.MISS, by=THE_SYSTEM, now=row.ends_at)
            return row
        row.transition(Action.START, by=THE_SYSTEM, now=row.starts_at)
        row.transition(Action.COMPLETE, by=THE_SYSTEM, now=row.ends_at)
    add_connected_intervals(row)
    return row


def add_connected_intervals(row: Appointment) -> None:
    """Both saw and heard each other, from a minute after the start until shortly before the end."""
    begun, ended = row.starts_at + MINUTE, row.ends_at - 2 * MINUTE
    ConnectedInterval.objects.bulk_create(
        ConnectedInterval(
            appointment=row, party=party.value, connected_at=begun, last_seen_at=ended, ended_at=ended
        )
        for party in CALL_PARTIES
    )


def _write_note(row: Appointment, author: User, text: str) -> None:
    """Save the note twice, so that there is an earlier version."""
    for version, (written, at) in enumerate(((text[:80], row.ends_at - 20 * MINUTE), (text, row.ends_at))):
        save_text(
            appointment_id=row.pk, author=author, kind=TextKind.NOTE, text=written, version=version, now=at
        )


def _share_summary(row: Appointment, author: User) -> None:
    at = row.ends_at + 5 * MINUTE
    share_summary(appointment_id=row.pk, author=author, text=SUMMARY, version=0, now=at)
    rate_connection(appointment_id=row.pk, answer=Connection.GOOD, now=at)
