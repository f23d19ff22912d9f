"""The rows of booking."""

from visavis.booking.models.appointments import Absent, Appointment
from visavis.booking.models.transitions import Transition

__all__ = ["Absent", "Appointment", "Transition"]
