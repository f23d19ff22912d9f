"""Register live events with Django."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Streams and their events."""

    name = "visavis.live"
    label = "live"
    default_auto_field = "django.db.models.BigAutoField"
