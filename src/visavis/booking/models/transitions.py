"""The history of each appointment: one row for every change of state."""

from django.conf import settings
from django.db import models


class Transition(models.Model):
    """One change of an appointment's state. Rows are never changed."""

    appointment = models.ForeignKey(
        "booking.Appointment", on_delete=models.CASCADE, related_name="transitions"
    )
    action = models.CharField(max_length=32)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    starts_at = models.DateTimeField(help_text="The start that held from this step on")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.from_state or '∅'} → {self.to_state}"
