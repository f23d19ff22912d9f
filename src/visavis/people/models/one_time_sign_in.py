"""Sign-in links of the demo, each good once."""

from django.conf import settings
from django.db import models


class OneTimeSignIn(models.Model):
    """A link that signs one member of staff in, once. Only a digest of it is kept."""

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    next_path = models.CharField(max_length=200, blank=True, help_text="Where the link leads")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"for {self.user_id} until {self.expires_at:%H:%M}Z"
