"""The rows of the schedule, by kind."""

from visavis.schedule.models.hours import HoursOverride, TimeOff, WeeklyHours
from visavis.schedule.models.services import Door, Place, Service

__all__ = ["Door", "HoursOverride", "Place", "Service", "TimeOff", "WeeklyHours"]
