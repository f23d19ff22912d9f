"""Write into the ledger and call back from it, inside the transaction that makes it so."""

import uuid
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from visavis.booking.models import Appointment
from visavis.messages import lifecycle
from visavis.messages.models import Message
from visavis.messages.plan import Draft, channels_of_client
from visavis.messages.reasons import Reason
from visavis.notify.port import ChannelName
from visavis.people.actors import Actor

WAKE = "messages"
"""The channel of PostgreSQL's NOTIFY that wakes the workers."""


class Happening(Protocol):
    """Something that `by` did to `appointment` at `at` (UTC): every fact of an appointment is one."""

    @property
    def appointment(self) -> Appointment: ...
    @property
    def by(self) -> Actor: ...
    @property
    def at(self) -> datetime: ...


def write(fact: Happening, drafts: list[Draft]) -> None:
    """One INSERT for all, and one NOTIFY if there is something to do at once."""
    host = urlsplit(settings.VISAVIS.base_url).hostname
    Message.objects.bulk_create(
        Message(
            appointment=fact.appointment,
            version=fact.appointment.version,
            kind=draft.kind.value,
            minutes_before=draft.minutes_before,
            repeat=draft.repeat,
            channel=draft.channel.value,
            recipient=draft.recipient.value,
            caused_by=fact.by.kind.value,
            message_id=f"<{uuid.uuid4().hex}@{host}>",
            created_at=fact.at,
            due_at=draft.due_at,
            wake_at=draft.due_at,
            useless_after=draft.useless_after,
            state=(lifecycle.State.SKIPPED if draft.missed else lifecycle.State.DUE).value,
            reason=Reason.BOOKED_LATE.value if draft.missed else "",
        )
        for draft in drafts
    )
    if any(draft.due_at <= fact.at and not draft.missed for draft in drafts):
        wake_workers()


def supersede(rows: QuerySet[Message], reason: Reason) -> None:
    """Stop what has not begun. A delivery that has begun waits for nobody, and nobody waits for it."""
    rows.filter(state__in=[state.value for state in lifecycle.CALLED_BACK]).update(
        state=lifecycle.State.SUPERSEDED.value, reason=reason.value
    )


def wanted_channels(appointment: Appointment) -> tuple[ChannelName, ...]:
    """By which channels the client of this appointment is told."""
    return channels_of_client(
        email=appointment.client_email, phone=appointment.client_phone, sms=appointment.sms
    )


def wake_workers() -> None:
    """Let the workers look at once, when this transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [WAKE])
