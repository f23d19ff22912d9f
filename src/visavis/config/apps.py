"""Wire the features together once all of them are loaded."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Puts the table of reactions into force."""

    name = "visavis.config"

    def ready(self) -> None:
        """Called by Django when every model is there."""
        from zoneinfo import reset_tzpath

        from django.db.backends.signals import connection_created

        from visavis.booking.access import wire_device_check
        from visavis.config.wiring import DEVICE_CHECK, REACTIONS, RELEVANCE_CHECKS
        from visavis.lib.facts import wire
        from visavis.messages.delivery.relevance import wire_relevance_checks
        from visavis.web.database_outage import database_outage

        # One zone database for all machines: the one of the locked dependency, not the system's.
        reset_tzpath(to=())
        wire(REACTIONS)
        wire_relevance_checks(RELEVANCE_CHECKS)
        wire_device_check(DEVICE_CHECK)
        connection_created.connect(database_outage.ends)
