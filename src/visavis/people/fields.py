"""Form fields for what people have: a time zone."""

from datetime import datetime
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from visavis.lib import clock
from visavis.people.zones import validate_zone, zone_names
from visavis.web.templatetags.times import zone_options


class ZoneSelect(forms.Select):
    """A list of all zones; drawn by `zone_options`, for Django's own way takes a template for each of 400."""

    moment: datetime | None = None
    """Offsets are told as of then; as of now by default."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The `select` element."""
        built = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        # A list can hold no zone that does not exist; what was sent in its place is named by the error.
        chosen = str(value) if value in zone_names() else "UTC"
        options = zone_options(chosen, self.moment or clock.now())
        return format_html("<select{}>{}</select>", flatatt(built), options)


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
