"""Register the history with Django."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """Who may look back, and what they find."""

    name = "visavis.history"
    label = "history"
    default_auto_field = "django.db.models.BigAutoField"
