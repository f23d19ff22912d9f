"""Register the practice with Django."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """The practice itself."""

    name = "visavis.practice"
    label = "practice"
    default_auto_field = "django.db.models.BigAutoField"
