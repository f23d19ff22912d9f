"""Specialists: the people whom clients book."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from visavis.people.models.users import User
from visavis.people.zones import validate_zone

MAX_ABOUT = 4000


class Specialist(models.Model):
    """Someone who gives consultations, in one time zone at a time."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="specialist"
    )
    name = models.CharField(_("Name"), max_length=120)
    specialty = models.CharField(_("Specialty"), max_length=120, blank=True)
    about = models.TextField(_("About"), blank=True, max_length=MAX_ABOUT)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    zone = models.CharField(_("Time zone"), max_length=64, validators=[validate_zone])
    country = models.CharField(_("Public holidays of"), max_length=2, blank=True)
    session_min = models.PositiveSmallIntegerField(
        _("Usual length of a session, minutes"),
        default=50,
        validators=[MinValueValidator(5), MaxValueValidator(600)],
    )
    email = models.EmailField(_("E-mail for notices"), blank=True)
    phone = models.CharField(_("Phone for alerts"), max_length=20, blank=True)
    active = models.BooleanField(_("Takes clients"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Two letters for the place of a photo."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()


class SpecialistPhoto(models.Model):
    """A photo, small enough to live beside the row it belongs to and be in every backup."""

    specialist = models.OneToOneField(Specialist, on_delete=models.CASCADE, related_name="photo")
    webp = models.BinaryField()
    digest = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"photo {self.digest}"
