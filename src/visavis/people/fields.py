"""Form fields for what people have: a time zone."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from visavis.lib import clock
from visavis.people.zones import validate_zone, zone_names
from visavis.web.zones import canonical, zone_groups, zone_label


class ZoneSelect(forms.Select):
    """Every zone that somebody lives in, by part of the world, with its distance from UTC today."""

    def optgroups(self, name: str, value: Iterable[Any], attrs: dict[str, Any] | None = None) -> list[Any]:
        """Choose the present name of an old one; keep a zone that is in no part of the world."""
        now, language = clock.now(), get_language()
        chosen = [canonical(zone) if zone in zone_names() else str(zone) for zone in value]
        groups: list[Any] = [
            (part, [(choice.name, choice.label) for choice in choices])
            for part, choices in zone_groups(language, now)
        ]
        listed = {zone for _, choices in groups for zone, _ in choices}
        others = [zone for zone in chosen if zone in zone_names() and zone not in listed]
        self.choices = [*((zone, zone_label(now, zone, language)) for zone in others), *groups]
        return super().optgroups(name, chosen, attrs)


class ZoneField(forms.CharField):
    """A time zone, as an IANA name."""

    widget = ZoneSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=64,
            validators=[validate_zone],
            error_messages={"required": _("Choose a time zone from the list.")},
            **kwargs,
        )
