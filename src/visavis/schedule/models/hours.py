"""Working hours in local wall time, of a weekday or of one date, and time off."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from visavis.people.models import Specialist

_OPENS_AND_CLOSES = (
    models.Q(opens_min__gte=0)
    & models.Q(opens_min__lt=1440)
    & models.Q(closes_min__gt=models.F("opens_min"))
    & models.Q(closes_min__lte=models.F("opens_min") + 1440)
)


class WeeklyHours(models.Model):
    """One window of a weekday, in minutes of the local day; past 1440 it runs into the next day."""

    specialist = models.ForeignKey(Specialist, on_delete=models.CASCADE, related_name="weekly_hours")
    weekday = models.PositiveSmallIntegerField(help_text=_("Monday is 0"))
    opens_min = models.PositiveSmallIntegerField()
    closes_min = models.PositiveSmallIntegerField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["weekday", "opens_min", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="a_week_has_seven_days"),
            models.CheckConstraint(condition=_OPENS_AND_CLOSES, name="weekly_hours_close_after_they_open"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday}: {self.opens_min}–{self.closes_min}"


class HoursOverride(models.Model):
    """Other hours on one local date; a row without hours says that the date is closed."""

    specialist = models.ForeignKey(Specialist, on_delete=models.CASCADE, related_name="overrides")
    date = models.DateField()
    opens_min = models.PositiveSmallIntegerField(null=True)
    closes_min = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["date", "opens_min", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_min__isnull=True, closes_min__isnull=True) | _OPENS_AND_CLOSES,
                name="other_hours_close_after_they_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date}: {self.opens_min}–{self.closes_min}"


class TimeOff(models.Model):
    """A time in which the specialist cannot be booked: a holiday, a dentist, a blocked hour."""

    specialist = models.ForeignKey(Specialist, on_delete=models.CASCADE, related_name="time_off")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(_("Reason, for staff"), max_length=120, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["specialist", "ends_at"], name="time_off_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="time_off_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at}–{self.ends_at}"
