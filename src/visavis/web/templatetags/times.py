"""Moments, days and zones in templates, in the language of the page.

A zone is a name (`Europe/Kyiv`) or a `ZoneInfo`. Filters return text, tags return HTML.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from visavis.web import times, zones
from visavis.web.zones import Zone

register = template.Library()


@register.simple_tag
def when(moment: datetime, where: Zone, *, year: bool = False) -> SafeString:
    """`{% when start zone %}`: “Wednesday 16 December, 14:30 (Berlin, UTC+1)” in a `time` element."""
    return _time(moment, times.moment_in_words(moment, where, get_language(), year=year))


@register.filter
def when_text(moment: datetime, where: Zone) -> str:
    """The same as plain text, for titles, labels and mails."""
    return times.moment_in_words(moment, where, get_language())


@register.simple_tag
def period(start: datetime, end: datetime, where: Zone) -> str:
    """`{% period start end zone %}`: “14:30–15:20 (Berlin, UTC+1)”."""
    return times.period_in_words(start, end, where, get_language())


@register.filter
def clock(moment: datetime, where: Zone) -> str:
    """`{{ start|clock:zone }}`: “14:30”, with the offset in an hour that repeats."""
    return times.clock_time(moment, where)


@register.filter
def day(value: date | datetime, where: Zone | None = None) -> str:
    """`{{ start|day:zone }}` or `{{ date|day }}`: “Wednesday 16 December”."""
    return times.day_in_words(_date(value, where), get_language())


@register.filter
def day_with_year(value: date | datetime, where: Zone | None = None) -> str:
    """The same with the year."""
    return times.day_in_words(_date(value, where), get_language(), year=True)


@register.filter
def short_day(value: date | datetime, where: Zone | None = None) -> str:
    """`{{ start|short_day:zone }}`: “Wed 16 Dec”."""
    return times.short_day(_date(value, where), get_language())


@register.filter
def month(value: date) -> str:
    """`{{ date|month }}`: “December 2026”."""
    return times.month_in_words(value, get_language())


@register.filter
def duration(value: timedelta | int) -> str:
    """`{{ service.duration|duration }}`, a timedelta or minutes: “50 minutes”."""
    return times.duration_in_words(value if isinstance(value, timedelta) else timedelta(minutes=value))


@register.simple_tag
def weekdays(*, short: bool = True) -> list[str]:
    """`{% weekdays as names %}`: seven names from Monday."""
    return times.weekday_names(get_language(), short=short)


@register.simple_tag
def zone_name(where: Zone, moment: datetime) -> str:
    """`{% zone_name zone start %}`: “Kyiv, UTC+2” as of that moment."""
    return zones.zone_label(moment, where, get_language())


@register.filter
def city(where: Zone) -> str:
    """`{{ zone|city }}`: “Kyiv”."""
    return zones.city(where, get_language()) or str(where)


@register.simple_tag
def zone_difference(moment: datetime, *, theirs: Zone, mine: Zone) -> str:
    """`{% zone_difference start theirs=specialist.zone mine=zone %}`: “one hour ahead”."""
    return zones.ahead_in_words(zones.minutes_ahead(moment, theirs=theirs, mine=mine))


@register.filter
def same_zone(one: Zone, other: Zone) -> bool:
    """`{% if zone|same_zone:specialist.zone %}`, old names of one zone being the same."""
    return zones.same_zone(one, other)


@register.simple_tag
def zone_options(selected: Zone, moment: datetime) -> SafeString:
    """The options of a `select name="zone"`, grouped by part of the world, with offsets as of `moment`."""
    chosen = zones.canonical(selected)
    options = _zone_options(get_language(), zones.offsets_of_all(moment))
    plain = format_html('<option value="{}">', chosen)
    if plain in options:
        return mark_safe(options.replace(plain, format_html('<option value="{}" selected>', chosen), 1))  # noqa: S308  # both are escaped
    # UTC and bare offsets belong to no part of the world, but somebody may have chosen one.
    label = zones.zone_label(moment, selected, get_language())
    return format_html('<option value="{}" selected>{}</option>{}', selected, label, options)


@lru_cache(maxsize=16)
def _zone_options(language: str | None, offsets: tuple[int, ...]) -> SafeString:
    """The options without a choice: four hundred lines that are the same on every page for weeks."""
    groups = (
        (part, format_html_join("", '<option value="{}">{}</option>', ((c.name, c.label) for c in choices)))
        for part, choices in zones.groups_with_offsets(language, offsets)
    )
    return format_html_join("", '<optgroup label="{}">{}</optgroup>', groups)


def _time(moment: datetime, words: str) -> SafeString:
    stamp = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return format_html('<time datetime="{}">{}</time>', stamp, words)


def _date(value: date | datetime, where: Zone | None) -> date:
    if not isinstance(value, datetime):
        return value
    if where is None:
        raise ValueError("say in which zone this moment's day is meant: {{ start|day:zone }}")
    return value.astimezone(zones.zone(where)).date()
