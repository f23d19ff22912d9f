"""What the waiting room tells the others."""

from visavis.booking.facts import AppointmentFact


class ClientEntered(AppointmentFact):
    """The client is in the waiting room."""


class ClientAdmitted(AppointmentFact):
    """The client was let in: the consultation is in progress."""
