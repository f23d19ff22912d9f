"""Register the channels with Django."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """E-mail, text messages, and the demo's outbox."""

    name = "visavis.notify"
    label = "notify"
    default_auto_field = "django.db.models.BigAutoField"
