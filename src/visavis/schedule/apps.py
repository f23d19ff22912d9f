"""Register the schedule with Django."""

from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    """When a specialist works."""

    name = "visavis.schedule"
    label = "schedule"
    default_auto_field = "django.db.models.BigAutoField"
