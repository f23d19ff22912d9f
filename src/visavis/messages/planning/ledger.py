"""Write messages to the ledger and supersede them, inside the transaction that causes it."""

import uuid
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from visavis.booking.models import Appointment
from visavis.lib.db import insert
from visavis.messages import lifecycle
from visavis.messages.models import Message
from visavis.messages.planning.plan import PlannedMessage, channels_of_client
from visavis.messages.reasons import Reason
from visavis.notify.port import ChannelName
from visavis.people.actors import Actor

NOTIFY_CHANNEL = "messages"
"""The name under which PostgreSQL's NOTIFY wakes the workers."""


class Cause(Protocol):
    """Every appointment fact is one: `by` did something to `appointment` at `at` (UTC)."""

    @property
    def appointment(self) -> Appointment: ...
    @property
    def by(self) -> Actor: ...
    @property
    def at(self) -> datetime: ...


def write_messages(cause: Cause, planned: list[PlannedMessage]) -> None:
    """Insert all by one statement, with one NOTIFY if any of them is due at once."""
    host = urlsplit(settings.VISAVIS.base_url).hostname
    insert(
        *[
            Message(
                appointment=cause.appointment,
                version=cause.appointment.version,
                kind=one.kind.value,
                minutes_before=one.minutes_before,
                sequence=one.sequence,
                channel=one.channel.value,
                recipient=one.recipient.value,
                staff_id=one.staff,
                caused_by=cause.by.kind.value,
                message_id=f"<{uuid.uuid4().hex}@{host}>",
                created_at=cause.at,
                due_at=one.due_at,
                next_attempt_at=one.due_at,
                expires_at=one.expires_at,
                state=(lifecycle.State.SKIPPED if one.missed else lifecycle.State.DUE).value,
                reason=Reason.BOOKED_LATE.value if one.missed else "",
            )
            for one in planned
        ]
    )
    if any(one.due_at <= cause.at and not one.missed for one in planned):
        wake_workers()


def supersede_messages(rows: QuerySet[Message], reason: Reason) -> None:
    """Stop every message of `rows` whose delivery has not begun."""
    rows.filter(state__in=[state.value for state in lifecycle.STOPPABLE]).update(
        state=lifecycle.State.SUPERSEDED.value, reason=reason.value
    )


def client_channels(appointment: Appointment) -> tuple[ChannelName, ...]:
    """The channels by which this appointment's client gets messages."""
    return channels_of_client(
        email=appointment.client_email, phone=appointment.client_phone, sms=appointment.sms
    )


def wake_workers() -> None:
    """Wake the workers when this transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [NOTIFY_CHANNEL])
