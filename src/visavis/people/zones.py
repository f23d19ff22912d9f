"""Time zones as people give them: any IANA name, old ones included."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@cache
def zone_names() -> frozenset[str]:
    """Every name the zone data knows."""
    return frozenset(available_timezones() - {"localtime", "Factory"})


def validate_zone(name: str) -> None:
    """Refuse a name that is no time zone. Raises `ValidationError`."""
    if name not in zone_names():
        raise ValidationError(
            _("“%(name)s” is not a time zone we know. Choose one from the list, such as Europe/Kyiv."),
            code="zone",
            params={"name": name},
        )


def zone_or_default(name: str | None, otherwise: str) -> ZoneInfo:
    """The zone called `name`, or the other one when nobody knows that name."""
    return ZoneInfo(name if name in zone_names() else otherwise)
