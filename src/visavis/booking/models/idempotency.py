"""Which appointment a program booked with which idempotency key, so that asking twice books once."""

from django.db import models


class IdempotencyRecord(models.Model):
    """One request to book, for as long as it may be sent again. Key and digest cannot be read back."""

    key = models.CharField(max_length=40, help_text="Who asked, and the key they gave")
    digest = models.CharField(max_length=40, help_text="What was asked for")
    appointment = models.ForeignKey("booking.Appointment", on_delete=models.CASCADE, related_name="+")
    link_generation = models.PositiveIntegerField(
        default=1, help_text="The appointment's when it was made: another one has another client's contact"
    )
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="one_record_for_each_idempotency_key")]

    def __str__(self) -> str:
        return f"idempotency record of {self.appointment_id}"
