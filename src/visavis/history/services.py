"""Asking for one's history, opening it, leaving it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from visavis.history.codes import opens
from visavis.history.facts import EntranceAskedFor, HistoryOpened
from visavis.history.models import TRIES, Entrance
from visavis.history.queries import knows
from visavis.lib.facts import publish

KEPT = timedelta(days=1)


@transaction.atomic(durable=True)
def ask_for_history(*, email: str, language: str, now: datetime) -> Entrance:
    """Prepare an entrance for whoever reads the address's mail. Known and unknown addresses are alike."""
    entrance = Entrance.objects.create(email=email.lower(), language=language, asked_at=now)
    publish(EntranceAskedFor(entrance, at=now))
    return entrance


@transaction.atomic(durable=True)
def try_code(*, entrance: UUID, typed: str, now: datetime) -> Entrance | None:
    """Open the entrance, or count the attempt and return None: wrong, too late, too often, or nobody's."""
    row = Entrance.objects.select_for_update().filter(public_id=entrance).first()
    if row is None or not row.may_be_tried(now=now):
        return None
    row.tries = min(row.tries + 1, TRIES)
    right = opens(row.public_id, typed)
    known = knows(row.email)
    if right and known:
        row.opened_at = now
        publish(HistoryOpened(row, at=now))
    row.save()
    return row if row.opened_at else None


@transaction.atomic(durable=True)
def leave_history(*, entrance: UUID, now: datetime) -> None:
    """End it, whoever kept the cookie."""
    Entrance.objects.filter(public_id=entrance, left_at__isnull=True).update(left_at=now)


@transaction.atomic(durable=True)
def forget_entrances(*, now: datetime) -> int:
    """Delete the entrances of earlier days; return how many."""
    gone, _rows = Entrance.objects.filter(asked_at__lt=now - KEPT).delete()
    return gone
