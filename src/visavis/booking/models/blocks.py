"""Whom staff keep from booking online."""

import uuid

from django.conf import settings
from django.db import models


class BlockedVisitor(models.Model):
    """A contact or a network from which nobody books online. The network is kept as a pseudonym only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=64, unique=True, help_text="Pseudonym of the contact or the network")
    label = models.CharField(max_length=254, help_text="What staff read: the contact, or whose network")
    is_network = models.BooleanField(default=False)
    blocked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.label
