"""What the call tells the others."""

from visavis.booking.facts import AppointmentFact


class ConsultationClosed(AppointmentFact):
    """What became of the consultation is known: completed, missed, or failed."""


class OutcomeCorrected(AppointmentFact):
    """Staff say that the outcome was another one."""
