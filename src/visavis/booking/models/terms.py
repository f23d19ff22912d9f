"""What was agreed when an appointment was made; a later change of its service does not touch it."""

from datetime import timedelta

from django.db import models

from visavis.schedule.models import Door, Place, Service

TERMS = ("place", "address", "door", "door_opens_min", "price_label")


class BookedTerms(models.Model):
    """Place, address, door and price of an appointment, copied from the service when it is made."""

    place = models.CharField(max_length=12, default=Place.VIDEO.value)
    address = models.CharField(max_length=200, blank=True)
    door = models.CharField(max_length=16, default=Door.BY_SPECIALIST.value)
    door_opens_min = models.PositiveSmallIntegerField(default=5)
    price_label = models.CharField(max_length=80, blank=True)

    class Meta:
        abstract = True

    def freeze_terms(self, service: Service) -> None:
        """Copy the service's terms of this moment."""
        for name in TERMS:
            setattr(self, name, getattr(service, name))

    def differs_from(self, service: Service) -> bool:
        """Whether the service's terms of today are others."""
        return any(getattr(self, name) != getattr(service, name) for name in TERMS)

    @property
    def by_video(self) -> bool:
        """Whether people meet in a room of ours rather than at an address."""
        return self.place == Place.VIDEO

    @property
    def door_opens_before(self) -> timedelta | None:
        """How long before the start clients come in by themselves; None where the specialist lets them in."""
        return timedelta(minutes=self.door_opens_min) if self.door == Door.OPEN else None
