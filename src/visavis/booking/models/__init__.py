"""The rows of booking."""

from visavis.booking.models.appointments import Appointment
from visavis.booking.models.blocks import BlockedVisitor
from visavis.booking.models.idempotency import IdempotencyRecord
from visavis.booking.models.spent_challenges import SpentChallenge
from visavis.booking.models.transitions import Transition
from visavis.booking.models.wall_time import ZoneRules

__all__ = ["Appointment", "BlockedVisitor", "IdempotencyRecord", "SpentChallenge", "Transition", "ZoneRules"]
