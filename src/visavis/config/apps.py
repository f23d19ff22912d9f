"""Wire the features together once all of them are loaded."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Puts the table of reactions into force."""

    name = "visavis.config"
    label = "config"

    def ready(self) -> None:
        """Called by Django when every model is there."""
        from zoneinfo import reset_tzpath

        from visavis.config.wiring import REACTIONS, TRUTHS
        from visavis.lib.facts import wire
        from visavis.messages.truth import wire_truths

        # One zone database for all machines: the one of the locked dependency, not the system's.
        reset_tzpath(to=())
        wire(REACTIONS)
        wire_truths(TRUTHS)
