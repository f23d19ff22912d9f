"""The shared look as a Django app, so that its templates, tags and small static files are found."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The templates, tags and styles that every page shares."""

    name = "visavis.web"
    label = "web"
