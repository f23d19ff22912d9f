"""The query parameters of desk pages. Invalid values are ignored: an address is not a form."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest

MAX_DISTANCE = timedelta(days=3 * 366)
"""How far from today pages reach, so that no address leads to the end of the calendar."""


def day_param(request: HttpRequest, zone: ZoneInfo, *, now: datetime) -> date:
    """The date in `?day=`, within that distance; today in `zone` otherwise."""
    today = now.astimezone(zone).date()
    wanted = parse_date(request.GET.get("day", ""))
    return wanted if wanted and abs(wanted - today) <= MAX_DISTANCE else today


def instant_param(request: HttpRequest, name: str) -> datetime | None:
    """The instant (UTC) in a parameter of the address."""
    return parse_instant(request.GET.get(name, ""))


def parse_date(text: str) -> date | None:
    """A date written as ISO 8601; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_instant(text: str) -> datetime | None:
    """An instant (UTC) written as ISO 8601 with its offset; None for anything else."""
    try:
        # An unescaped plus in an address arrives as a space.
        wanted = datetime.fromisoformat(text.replace(" ", "+"))
        # At the ends of the calendar the conversion to another zone overflows.
        return wanted.astimezone(UTC) if wanted.tzinfo and 2000 <= wanted.year < 3000 else None
    except (ValueError, OverflowError):
        return None


def id_param(request: HttpRequest, name: str) -> UUID | None:
    """The public id in a parameter."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None
