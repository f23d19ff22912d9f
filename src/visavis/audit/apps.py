"""Register the audit with Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit's rows."""

    name = "visavis.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
