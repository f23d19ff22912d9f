"""Register booking with Django."""

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """Appointments and what happens to them until somebody waits."""

    name = "visavis.booking"
    label = "booking"
    default_auto_field = "django.db.models.BigAutoField"
