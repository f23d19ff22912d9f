"""The rows of booking."""

from visavis.booking.models.appointments import Appointment
from visavis.booking.models.orders import Order
from visavis.booking.models.transitions import Transition

__all__ = ["Appointment", "Order", "Transition"]
