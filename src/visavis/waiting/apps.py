"""Register the waiting room with Django."""

from django.apps import AppConfig


class WaitingConfig(AppConfig):
    """Visits: one person's presence at one appointment."""

    name = "visavis.waiting"
    label = "waiting"
    default_auto_field = "django.db.models.BigAutoField"
