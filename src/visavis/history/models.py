"""Access to a client's own history: requested with an address, opened by the code mailed to it."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

CODE_VALID_FOR = timedelta(minutes=10)
MAX_TRIES = 5
OPEN_FOR = timedelta(hours=1)


class HistoryAccess(models.Model):
    """One request. A row does not mean that anything was booked with the address."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField()
    language = models.CharField(max_length=8, choices=settings.LANGUAGES)
    requested_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tries__lte=MAX_TRIES), name="a_code_is_tried_five_times"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def may_be_tried(self, *, now: datetime) -> bool:
        """Whether the code can still be tried."""
        return self.opened_at is None and self.tries < MAX_TRIES and now < self.requested_at + CODE_VALID_FOR

    def is_open(self, *, now: datetime) -> bool:
        """Whether the history may still be shown."""
        return self.opened_at is not None and self.closed_at is None and now < self.opened_at + OPEN_FOR
