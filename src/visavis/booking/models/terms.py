"""What was agreed when an appointment was made; a later change of its service does not touch it."""

import hashlib
from datetime import timedelta
from enum import StrEnum

from django.db import models

from visavis.schedule.models import Door, Place, Service

TERMS = ("place", "address", "door", "door_opens_min", "price_label")


class Term(StrEnum):
    """What a client notices of a service's terms."""

    PLACE = "place"
    LENGTH = "length"
    DOOR = "door"
    PRICE = "price"


class TermsAnswer(StrEnum):
    """What staff decide about the appointments that were booked on other terms."""

    USE_PLACE = "use_place"
    """Those with another place take the new one, and all clients are told."""
    TELL = "tell"
    """All stay as booked, and the clients are told so."""
    LEAVE = "leave"
    """All stay as booked, and nobody is told."""

    def mark(self, digest: str) -> str:
        """What an appointment bears while this is to be carried out, for the terms of `digest`."""
        return digest if self is TermsAnswer.LEAVE else f"{self.value} {digest}"


def answered_marks(digest: str) -> list[str]:
    """What the appointments bear that staff have answered for the terms of `digest`."""
    return [digest, *(answer.mark(digest) for answer in TermsAnswer)]


def terms_digest(service: Service) -> str:
    """A short name for a service's terms of this moment, its length among them."""
    values = [getattr(service, name) for name in (*TERMS, "duration_min")]
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


class BookedTerms(models.Model):
    """Place, address, door and price of an appointment, copied from the service when it is made."""

    place = models.CharField(max_length=12, default=Place.VIDEO.value)
    address = models.CharField(max_length=200, blank=True)
    door = models.CharField(max_length=16, default=Door.BY_SPECIALIST.value)
    door_opens_min = models.PositiveSmallIntegerField(default=5)
    price_label = models.CharField(max_length=80, blank=True)
    answered_terms = models.CharField(
        max_length=32, blank=True, help_text="Digest of later terms that staff answered, behind what is to do"
    )

    class Meta:
        abstract = True

    def freeze_terms(self, service: Service) -> None:
        """Copy the service's terms of this moment."""
        for name in TERMS:
            setattr(self, name, getattr(service, name))

    def take_place(self, service: Service) -> None:
        """Take the service's present place for the agreed one; length, door and price stay."""
        self.place, self.address = service.place, service.address

    def changed_terms(self, service: Service, *, length: timedelta) -> list[Term]:
        """Which of the service's terms of today are others than these and the booked `length`.

        Only what a client notices counts: a consultation by video has no address.
        """
        open_now = service.door_opens_before if service.by_video else None
        other_place = self.place != service.place
        changed = {
            Term.PLACE: other_place or (not self.by_video and self.address != service.address),
            Term.LENGTH: length != service.duration,
            Term.DOOR: self.by_video and not other_place and self.door_opens_before != open_now,
            Term.PRICE: self.price_label != service.price_label,
        }
        return [term for term, is_other in changed.items() if is_other]

    @property
    def by_video(self) -> bool:
        """Whether people meet in a room of ours rather than at an address."""
        return self.place == Place.VIDEO

    @property
    def door_opens_before(self) -> timedelta | None:
        """How long before the start clients come in by themselves; None where the specialist lets them in."""
        return timedelta(minutes=self.door_opens_min) if self.door == Door.OPEN else None
