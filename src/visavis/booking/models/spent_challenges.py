"""Which challenges were used up, so that one proof of work books once."""

from django.db import models

ONE_USE = "a_challenge_is_spent_once"


class SpentChallenge(models.Model):
    """A challenge that a booking has used; after `expires_at` it would be refused without this row."""

    challenge = models.CharField(max_length=32, help_text="The challenge's random number")
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["challenge"], name=ONE_USE)]

    def __str__(self) -> str:
        return self.challenge
