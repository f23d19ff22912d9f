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
    wanted = as_date(request.GET.get("day", ""))
    return wanted if wanted and abs(wanted - today) <= FARTHEST else today


def instant_asked(request: HttpRequest, name: str) -> datetime | None:
    """The instant (UTC) in a parameter of the address."""
    return as_instant(request.GET.get(name, ""))


def as_date(text: str) -> date | None:
    """A date written as ISO 8601; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def as_instant(text: str) -> datetime | None:
    """An instant (UTC) written as ISO 8601 with its offset; None for anything else."""
    try:
        # An unescaped plus of an address arrives as a space.
        wanted = datetime.fromisoformat(text.replace(" ", "+"))
        # At the ends of the calendar the same moment on another wall overflows.
        return wanted.astimezone(UTC) if wanted.tzinfo and 2000 <= wanted.year < 3000 else None
    except (ValueError, OverflowError):
        return None


def id_asked(request: HttpRequest, name: str) -> UUID | None:
    """The public id in a parameter."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None
