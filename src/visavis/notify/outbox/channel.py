"""The demo's channel. It cannot be made outside the demo."""

from typing import Any

from django.conf import settings

from visavis.notify.outbox.models import OutboxItem
from visavis.notify.port import ChannelName, OutgoingMessage, Receipt


class NotTheDemo(RuntimeError):
    """The outbox exists in the demo only: elsewhere it would swallow people's messages."""


class OutboxChannel:
    """Writes each message into the database. Raises `NotTheDemo` when made outside the demo."""

    def __init__(self, name: ChannelName) -> None:
        if not settings.VISAVIS.demo:
            raise NotTheDemo(NotTheDemo.__doc__)
        self._name = name

    def open(self) -> None:
        """Nothing to get ready."""

    def send(self, message: OutgoingMessage) -> Receipt:
        """Keep the message as it is."""
        fields: dict[str, Any] = {
            name: getattr(message, name)
            for name in ("to", "to_name", "text", "html", "calendar", "calendar_method", "reply_to",
                         "sender_name", "message_id")
        }  # fmt: skip
        item = OutboxItem.objects.create(channel=self._name.value, subject=message.subject[:300], **fields)
        return Receipt(provider_id=str(item.public_id))

    def close(self) -> None:
        """Nothing to let go of."""
