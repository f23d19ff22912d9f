"""Request access to one's history, open it by the code, close it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from visavis.history.codes import is_code
from visavis.history.facts import HistoryAccessRequested, HistoryOpened
from visavis.history.models import MAX_TRIES, HistoryAccess
from visavis.history.queries import has_bookings
from visavis.lib.facts import publish

KEPT = timedelta(days=1)


@transaction.atomic(durable=True)
def request_access(*, email: str, language: str, now: datetime) -> HistoryAccess:
    """Prepare access for the reader of this mailbox. Known and unknown addresses are treated alike."""
    row = HistoryAccess.objects.create(email=email.lower(), language=language, requested_at=now)
    publish(HistoryAccessRequested(row, at=now))
    return row


@transaction.atomic(durable=True)
def try_code(*, access_id: UUID, typed: str, now: datetime) -> HistoryAccess | None:
    """Open the access, or count the attempt and return None: wrong code, too late, too often, no bookings."""
    row = HistoryAccess.objects.select_for_update().filter(public_id=access_id).first()
    if row is None or not row.may_be_tried(now=now):
        return None
    row.tries = min(row.tries + 1, MAX_TRIES)
    right = is_code(row.public_id, typed)
    known = has_bookings(row.email)
    if right and known:
        row.opened_at = now
        publish(HistoryOpened(row, at=now))
    row.save()
    return row if row.opened_at else None


@transaction.atomic(durable=True)
def close_access(*, access_id: UUID, now: datetime) -> None:
    """Close the access for every browser that kept its cookie."""
    HistoryAccess.objects.filter(public_id=access_id, closed_at__isnull=True).update(closed_at=now)


@transaction.atomic(durable=True)
def delete_old_accesses(*, now: datetime) -> int:
    """Delete access requests older than a day; return how many."""
    gone, _rows = HistoryAccess.objects.filter(requested_at__lt=now - KEPT).delete()
    return gone
