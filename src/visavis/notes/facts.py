"""What the notes tell the others. No fact carries a text."""

from visavis.booking.facts import AppointmentFact


class SummaryShared(AppointmentFact):
    """The client can read a summary."""


class SummaryCorrected(AppointmentFact):
    """The summary that the client can read is another one."""


class SummaryWithdrawn(AppointmentFact):
    """The client cannot read the summary any more."""


class TextRestored(AppointmentFact):
    """An earlier version of a text stands again."""


class ConnectionJudged(AppointmentFact):
    """The client said how the connection was."""
