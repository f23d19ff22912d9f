"""Services: the kinds of consultation that a specialist offers."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from visavis.lib.db import WholeRows
from visavis.lib.intervals import Interval
from visavis.people.models import Specialist


class Place(StrEnum):
    """Where a consultation happens."""

    VIDEO = "video"
    IN_PERSON = "in_person"


class Door(StrEnum):
    """Who opens the door of the waiting room: the specialist, or the client by coming."""

    BY_SPECIALIST = "by_specialist"
    OPEN = "open"


PLACE_NAMES = {Place.VIDEO: _("By video"), Place.IN_PERSON: _("In person")}
DOOR_NAMES = {
    Door.BY_SPECIALIST: _("I let each client in"),
    Door.OPEN: _("Open: clients come in by themselves"),
}
DAY_MIN = 24 * 60
MAX_DESCRIPTION = 4000


class Service(models.Model):
    """A kind of consultation, with the rules by which it is booked."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    specialist = models.ForeignKey(Specialist, on_delete=models.CASCADE, related_name="services")
    name = models.CharField(_("Name"), max_length=120)
    description = models.TextField(_("Description"), blank=True, max_length=MAX_DESCRIPTION)
    duration_min = models.PositiveSmallIntegerField(
        _("Length, minutes"), default=50, validators=[MinValueValidator(5), MaxValueValidator(600)]
    )
    buffer_before_min = models.PositiveSmallIntegerField(
        _("Break before, minutes"), default=0, validators=[MaxValueValidator(240)]
    )
    buffer_after_min = models.PositiveSmallIntegerField(
        _("Break after, minutes"), default=10, validators=[MaxValueValidator(240)]
    )
    step_min = models.PositiveSmallIntegerField(
        _("A start every, minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(600)],
        help_text=_("Empty: as long as the session."),
    )
    notice_min = models.PositiveIntegerField(
        _("Book at least, minutes ahead"), default=120, validators=[MaxValueValidator(90 * DAY_MIN)]
    )
    horizon_days = models.PositiveSmallIntegerField(
        _("Book at most, days ahead"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
    )
    change_notice_min = models.PositiveIntegerField(
        _("Clients move or cancel until, minutes before"),
        default=DAY_MIN,
        validators=[MaxValueValidator(90 * DAY_MIN)],
        help_text=_("Later cancellations are possible and marked as late; later moves are not."),
    )
    needs_approval = models.BooleanField(_("I approve each booking"), default=False)
    price_label = models.CharField(_("Price, as clients read it"), max_length=80, blank=True)
    place = models.CharField(
        _("Place"),
        max_length=12,
        default=Place.VIDEO.value,
        choices=[(place.value, name) for place, name in PLACE_NAMES.items()],
    )
    address = models.CharField(_("Address"), max_length=200, blank=True)
    video_provider = models.CharField(
        _("Video calls are carried by"), max_length=16, blank=True, help_text=_("Empty: as in the practice.")
    )
    door = models.CharField(
        _("Door of the waiting room"),
        max_length=16,
        default=Door.BY_SPECIALIST.value,
        choices=[(door.value, name) for door, name in DOOR_NAMES.items()],
    )
    door_opens_min = models.PositiveSmallIntegerField(
        _("An open door lets in from, minutes before the start"),
        default=5,
        validators=[MaxValueValidator(60)],
    )
    active = models.BooleanField(_("Can be booked"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(duration_min__gte=5), name="a_consultation_takes_five_minutes_at_least"
            ),
            models.CheckConstraint(
                condition=models.Q(step_min__isnull=True) | models.Q(step_min__gte=5),
                name="starts_are_five_minutes_apart_at_least",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def duration(self) -> timedelta:
        """How long the consultation itself lasts, breaks not included."""
        return timedelta(minutes=self.duration_min)

    def slot_from(self, start: datetime) -> Interval:
        """The time that a consultation of this service takes from `start` (UTC), breaks not included."""
        return Interval(start, start + self.duration)

    @property
    def door_opens_before(self) -> timedelta | None:
        """How long before the start clients come in by themselves; None where the specialist lets them in."""
        return timedelta(minutes=self.door_opens_min) if self.door == Door.OPEN else None

    @property
    def by_video(self) -> bool:
        """Whether people meet in a room of ours rather than at an address."""
        return self.place == Place.VIDEO

    @classmethod
    def with_specialist_locked(cls, **key: int | uuid.UUID) -> "Service":
        """Fetch a service, by `pk` or `public_id`, and lock its specialist until the transaction ends.

        Every write that takes a specialist's time begins so: two that meet stand in line here
        instead of running head-on into the overlap constraint, where they would deadlock.
        Raises `DoesNotExist`.
        """
        [(name, value)] = key.items()
        return _WITH_SPECIALIST_LOCKED[name].get(value)


_WITH_SPECIALIST_LOCKED = {
    name: WholeRows(
        Service, "specialist", where=f"schedule_service.{column} = %s", lock=Specialist._meta.db_table
    )
    for name, column in (("pk", "id"), ("public_id", "public_id"))
}
