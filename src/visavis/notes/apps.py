"""Register the notes with Django."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    """What remains of a consultation in words."""

    name = "visavis.notes"
    label = "notes"
    default_auto_field = "django.db.models.BigAutoField"
