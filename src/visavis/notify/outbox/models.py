"""What the demo would have sent."""

import uuid

from django.db import models

from visavis.notify.port import ChannelName


class OutboxItem(models.Model):
    """One e-mail or text message, as it would have left the house."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    channel = models.CharField(max_length=8)
    to = models.CharField(max_length=254)
    to_name = models.CharField(max_length=120, blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    html = models.TextField(blank=True)
    calendar = models.BinaryField(default=b"")
    calendar_method = models.CharField(max_length=16, blank=True)
    message_id = models.CharField(max_length=120)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        app_label = "notify"

    def __str__(self) -> str:
        return f"{self.channel} {self.message_id}"

    @property
    def is_text_message(self) -> bool:
        """Whether it would have gone to a phone, and not by mail."""
        return self.channel == ChannelName.SMS
