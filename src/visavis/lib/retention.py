"""What is deleted after a while: one rule for each kind of row, counted and carried out in the same way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Periods:
    """How long things are kept."""

    holds: timedelta
    requests: timedelta
    addresses: timedelta
    technical: timedelta
    audit: timedelta


Find = Callable[[Periods, datetime], "QuerySet[Any]"]


@dataclass(frozen=True, slots=True)
class Rule:
    """Which rows go, and when. `covers` names models by their labels."""

    what: str
    covers: tuple[str, ...]
    find: Find
    clear: dict[str, Any] | None = None
    """Fields to blank instead of deleting the row."""
    prepare: Callable[[], None] | None = None
    """Called within each transaction before rows go."""

    def count(self, periods: Periods, *, now: datetime) -> int:
        """How many rows would go now."""
        return self.find(periods, now).count()

    def apply(self, periods: Periods, *, now: datetime) -> int:
        """Delete or clear them, a batch at a time; return how many there were."""
        number = 0
        while done := self._batch(self.find(periods, now)):
            number += done
        return number

    def _batch(self, rows: "QuerySet[Any]") -> int:
        with transaction.atomic():
            if self.prepare:
                self.prepare()
            keys = list(rows.order_by().values_list("pk", flat=True)[:BATCH])
            chosen = rows.model._default_manager.filter(pk__in=keys)
            if self.clear is None:
                chosen.delete()
            else:
                chosen.update(**self.clear)
        return len(keys)
