"""Register the notes with Django."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    """Notes and summaries."""

    name = "visavis.notes"
    label = "notes"
    default_auto_field = "django.db.models.BigAutoField"
