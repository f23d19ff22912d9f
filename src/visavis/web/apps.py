"""The shared look as a Django app, so that its templates, tags and small static files are found."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The templates, tags and styles that every page shares, and what its forms say."""

    name = "visavis.web"

    def ready(self) -> None:
        """Runs before the features are loaded, so that their forms get our messages."""
        from visavis.web.form_messages import install_form_messages

        install_form_messages()
