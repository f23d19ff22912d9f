"""Seats in a call, and the stretches of time in which media flowed."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from visavis.booking.models import Appointment
from visavis.lib.intervals import Interval
from visavis.people.links import Seat as Part

SILENT_AFTER = timedelta(seconds=30)
"""A seat whose page has said nothing for so long may be taken by another tab without asking."""

GAP = timedelta(seconds=20)
"""Two signs of flowing media further apart than this are two stretches."""


class Seat(models.Model):
    """The one place that a person has in a call, and which page load of theirs sits on it."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="seats")
    part = models.CharField(max_length=12, choices=[(part.value, part.value) for part in Part])
    token = models.CharField(max_length=32, help_text="Names the holder; a new one for each page load")
    tab = models.CharField(max_length=64)
    epoch = models.PositiveIntegerField(default=0, help_text="Grows with each page load")
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "part"], name="one_seat_for_each_part"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.epoch}"

    def is_held(self, *, now: datetime, silence: timedelta = SILENT_AFTER) -> bool:
        """Whether a page sits here and has spoken within `silence`."""
        return self.left_at is None and now - self.seen_at <= silence


class Presence(models.Model):
    """A stretch of time in which one person received the other's sound or picture."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="presences")
    part = models.CharField(max_length=12, choices=[(part.value, part.value) for part in Part])
    connected_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "part"],
                name="one_stretch_at_a_time",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(last_seen_at__gte=F("connected_at")), name="a_stretch_is_seen_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.connected_at:%H:%M:%S}–{self.last_seen_at:%H:%M:%S}"

    @property
    def span(self) -> Interval:
        """From the first to the last sign. UTC; may be empty."""
        return Interval(self.connected_at, self.last_seen_at)
