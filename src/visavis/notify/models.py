"""The rows of notify: only the demo has any."""

from visavis.notify.outbox.models import OutboxItem

__all__ = ["OutboxItem"]
