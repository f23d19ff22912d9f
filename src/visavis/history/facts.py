"""What the history tells the others."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from visavis.history.models import Entrance
from visavis.people.actors import THE_CLIENT, Actor


@dataclass(frozen=True, slots=True)
class EntranceFact:
    """Something happened to `entrance` at `at` (UTC)."""

    entrance: Entrance
    at: datetime

    @property
    def by(self) -> Actor:
        """Always somebody who says that they are a client."""
        return THE_CLIENT

    @property
    def subject(self) -> tuple[str, UUID]:
        """What the audit files this under."""
        return "entrance", self.entrance.public_id


class EntranceAskedFor(EntranceFact):
    """Somebody typed an address."""


class HistoryOpened(EntranceFact):
    """Somebody typed the code that was mailed to the address."""
