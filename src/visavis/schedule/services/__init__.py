"""Change a schedule: when a specialist works, and what they offer. One transaction each."""

from visavis.schedule.services.catalogue import move_up, save_service
from visavis.schedule.services.working_hours import (
    WeeklyWindow,
    block_time,
    close_date,
    forget_date,
    open_date,
    set_place,
    set_week,
    unblock_time,
)

__all__ = [
    "WeeklyWindow",
    "block_time",
    "close_date",
    "forget_date",
    "move_up",
    "open_date",
    "save_service",
    "set_place",
    "set_week",
    "unblock_time",
]
