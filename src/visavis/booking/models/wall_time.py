"""The local time that an appointment was booked for; a law may change what the clocks show at its start."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models

from visavis.schedule.hours import local_time
from visavis.schedule.wall_time import instants_of


class BookedWallTime(models.Model):
    """A start, and the local time that people agreed on: the instant stays when the law of a zone changes."""

    starts_at = models.DateTimeField()
    booked_zone = models.CharField(max_length=64)
    booked_local_time = models.CharField(
        max_length=16, help_text="Local start in that zone, as booked or as the client was told last"
    )
    shifted_local_time = models.CharField(
        max_length=16, blank=True, help_text="Local start by a later law; empty where it is the booked one"
    )

    class Meta:
        abstract = True

    def set_wall_time(self, zone: str) -> None:
        """What the clocks of `zone` show at the start is from here on what was agreed."""
        self.booked_zone = zone
        self.booked_local_time = self.wall_time
        self.shifted_local_time = ""

    @property
    def wall_time(self) -> str:
        """What the clocks of its zone show at its start, by the law that is known now."""
        return local_time(self.starts_at, ZoneInfo(self.booked_zone))

    @property
    def has_moved_on_the_wall(self) -> bool:
        """Whether the clocks of its zone show another time at its start than was agreed: a new law."""
        return self.wall_time != self.booked_local_time

    def booked_start(self) -> datetime | None:
        """When the clocks of its zone show the agreed time (UTC), by the law that is known now.

        Of a time that comes twice the one nearer to the present start; None for a time that they skip.
        """
        instants = instants_of(datetime.fromisoformat(self.booked_local_time), ZoneInfo(self.booked_zone))
        return min(instants, key=lambda one: abs(one - self.starts_at), default=None)


class ZoneRules(models.Model):
    """One row: the zone database with which all appointments were compared last."""

    version = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.version
