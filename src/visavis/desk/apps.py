"""Register the desk with Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The staff's pages."""

    name = "visavis.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
