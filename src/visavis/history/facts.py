"""Facts that the history publishes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from visavis.history.models import HistoryAccess
from visavis.people.actors import THE_CLIENT, Actor


@dataclass(frozen=True, slots=True)
class HistoryAccessFact:
    """Something happened to `access` at `at` (UTC)."""

    access: HistoryAccess
    at: datetime

    @property
    def by(self) -> Actor:
        """Always somebody who says that they are a client."""
        return THE_CLIENT

    @property
    def subject(self) -> tuple[str, UUID]:
        """What the audit files this under."""
        return "history_access", self.access.public_id


class HistoryAccessRequested(HistoryAccessFact):
    """Somebody typed an address."""


class HistoryOpened(HistoryAccessFact):
    """Somebody typed the code that was mailed to the address."""
