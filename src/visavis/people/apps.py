"""Register the people with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Users, specialists and clients."""

    name = "visavis.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
