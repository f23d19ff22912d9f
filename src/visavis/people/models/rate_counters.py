"""Counters behind the rate limits."""

from django.db import models


class RateCounter(models.Model):
    """The attempts of one subject within one window of time."""

    subject = models.CharField(max_length=40)
    time_window = models.BigIntegerField()
    number = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "people_rate_counter"
        constraints = [
            models.UniqueConstraint(fields=["subject", "time_window"], name="one_counter_for_each_window"),
        ]

    def __str__(self) -> str:
        return f"{self.number} in {self.time_window}"
