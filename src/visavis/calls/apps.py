"""Register the call with Django."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """What two people do after one let the other in."""

    name = "visavis.calls"

    def ready(self) -> None:
        """Refuse to start with a video provider that there is not, rather than fail in the first call."""
        from visavis.video.providers import check_settings

        check_settings()
