"""Register the room with Django."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The room's pages."""

    name = "visavis.room"
    label = "room"
    default_auto_field = "django.db.models.BigAutoField"
