"""Clients: one row for one person who was ever booked."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower, Upper


class Client(models.Model):
    """A person who has consultations.

    The contact is the one that was given last; every appointment also keeps the contact that it
    was booked with, because relatives share addresses and people change theirs.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=8, default="en", choices=settings.LANGUAGES)
    zone = models.CharField(max_length=64)
    phone_proven = models.BooleanField(
        default=True, help_text="Not proven: staff search by it, and no booking is joined by it"
    )
    contact_proven = models.BooleanField(
        default=True, help_text="Not proven: one booking whose contact nobody has confirmed yet"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(Lower("email"), name="client_by_email"),
            models.Index("phone", name="client_by_phone"),
            # Upper, for that is how Django asks for a name in any case.
            models.Index(Upper("name"), name="client_by_name"),
            models.Index(fields=["name", "id"], name="client_in_order"),
        ]

    def __str__(self) -> str:
        return self.name
