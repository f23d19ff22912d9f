"""Facts that notes publish. No fact carries a text."""

from visavis.booking.facts import AppointmentFact


class SummaryShared(AppointmentFact):
    """The client can read a summary."""


class SummaryCorrected(AppointmentFact):
    """The text of a shared summary was replaced."""


class SummaryWithdrawn(AppointmentFact):
    """The summary is no longer shared."""


class TextRestored(AppointmentFact):
    """A text was replaced by an earlier version of it."""


class ConnectionRated(AppointmentFact):
    """The client answered how the connection was."""
