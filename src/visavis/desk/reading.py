"""What a desk page's address asks for. Garbage is ignored kindly: an address is no form."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest

FARTHEST = timedelta(days=3 * 366)
"""How far from today pages reach, so that no address sends the calendar to the end of time."""


def day_asked(request: HttpRequest, zone: ZoneInfo, *, now: datetime) -> date:
    """The date in `?day=`, within reach; today in `zone` otherwise."""
    today = now.astimezone(zone).date()
    try:
        wanted = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return wanted if abs(wanted - today) <= FARTHEST else today


def instant_asked(request: HttpRequest, name: str) -> datetime | None:
    """The instant (UTC) in an ISO 8601 parameter that says its offset."""
    try:
        wanted = datetime.fromisoformat(request.GET.get(name, "").replace(" ", "+"))
        return wanted.astimezone(UTC) if wanted.tzinfo else None
    except (ValueError, OverflowError):
        return None


def id_asked(request: HttpRequest, name: str) -> UUID | None:
    """The public id in a parameter."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None
