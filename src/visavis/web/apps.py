"""The shared look as a Django app, so that its templates, tags and small static files are found."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The templates, tags and styles that every page shares, and what its forms say."""

    name = "visavis.web"
    label = "web"

    def ready(self) -> None:
        """Called by Django before the features are, so that forms are made with our sentences."""
        from visavis.web.sentences import speak_plainly

        speak_plainly()
