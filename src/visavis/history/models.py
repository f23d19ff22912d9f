"""Ways into a client's own history: asked for with an address, opened by the code that was mailed to it."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

CODE_LASTS = timedelta(minutes=10)
TRIES = 5
OPEN_FOR = timedelta(hours=1)


class Entrance(models.Model):
    """One attempt to get in. That it is here says nothing of whether the address is known."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField()
    language = models.CharField(max_length=8, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(tries__lte=TRIES), name="a_code_is_tried_five_times"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    def may_be_tried(self, *, now: datetime) -> bool:
        """Whether the code can still open it."""
        return self.opened_at is None and self.tries < TRIES and now < self.asked_at + CODE_LASTS

    def is_open(self, *, now: datetime) -> bool:
        """Whether whoever opened it may still look."""
        return self.opened_at is not None and self.left_at is None and now < self.opened_at + OPEN_FOR
