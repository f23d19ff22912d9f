"""Idempotency keys: a program that got no answer asks again and gets the same appointment.

The record is written in the transaction that makes the appointment, so neither is there without the other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from visavis.booking.errors import BookingChangedSince, IdempotencyKeyReused
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment, IdempotencyRecord
from visavis.lib.db import refusing

REMEMBERED_FOR = timedelta(days=1)
_ONE_EACH = "one_record_for_each_idempotency_key"


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """Names a request that may come twice. `digest` stands for its content; both are pseudonyms."""

    key: str
    digest: str
    former: tuple["IdempotencyKey", ...] = ()
    """The same request as it was named under secret keys that were rotated out."""


def replay(sent: IdempotencyKey | None) -> Appointment | None:
    """What was booked with this key already; its specialist must be locked. An expired hold does not count.

    Raises `IdempotencyKeyReused`, and `BookingChangedSince` once all links to the appointment are void:
    whoever asks again may be the one whose contact was wrong.
    """
    if sent is None:
        return None
    rows = IdempotencyRecord.objects.select_related(
        "appointment__service", "appointment__specialist", "appointment__client"
    )
    digests = {one.key: one.digest for one in (sent, *sent.former)}
    found = rows.filter(key__in=digests).first()
    if found is None:
        return None
    if found.digest != digests[found.key]:
        raise IdempotencyKeyReused
    if found.appointment.lifecycle is State.EXPIRED:
        found.delete()
        return None
    if found.link_generation != found.appointment.link_generation:
        raise BookingChangedSince
    return found.appointment


def record_result(sent: IdempotencyKey | None, appointment: Appointment, *, now: datetime) -> None:
    """Remember what was booked with the key. Raises `IdempotencyKeyReused`."""
    if sent is not None:
        with refusing(_ONE_EACH, IdempotencyKeyReused()):
            IdempotencyRecord.objects.create(
                key=sent.key,
                digest=sent.digest,
                appointment=appointment,
                link_generation=appointment.link_generation,
                created_at=now,
            )


@transaction.atomic(durable=True)
def delete_idempotency_records(*, now: datetime) -> int:
    """Delete the records of requests that nobody will send again, and return how many."""
    deleted, _each = IdempotencyRecord.objects.filter(created_at__lt=now - REMEMBERED_FOR).delete()
    return deleted
