"""Register the interface with Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """REST for integrators."""

    name = "visavis.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
