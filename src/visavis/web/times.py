"""Instants and days in words, in the reader's zone and language. Pure: no clock, no settings.

Every instant is aware; every label that a client acts on says whose time it is, by city and offset. The
24-hour clock serves all our languages.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visavis.web.zones import Zone, babel_locale, offset_label, zone, zone_label

LONG = {"en": "EEEE d MMMM", "uk": "EEEE, d MMMM", "ru": "EEEE, d MMMM"}
SHORT = {"en": "EEE d MMM", "uk": "EEE, d MMM", "ru": "EEE, d MMM"}
WITH_YEAR = {"en": "EEEE d MMMM y", "uk": "EEEE, d MMMM y 'р'.", "ru": "EEEE, d MMMM y 'г'."}


def day_in_words(day: date, language: str | None, *, year: bool = False) -> str:
    """“Wednesday 16 December”, with the year when asked for."""
    return _formatted(day, language, WITH_YEAR if year else LONG)


def short_day(day: date, language: str | None) -> str:
    """“Wed 16 Dec”, for narrow places."""
    return _formatted(day, language, SHORT)


def month_in_words(day: date, language: str | None) -> str:
    """“December 2026”, as a heading."""
    words = format_date(day, "LLLL y", locale=babel_locale(language))
    return words[:1].upper() + words[1:]


def weekday_names(language: str | None, *, short: bool = True) -> list[str]:
    """Seven names from Monday: “Mon”, or “Monday” when not short."""
    names = babel_locale(language).days["stand-alone"]["abbreviated" if short else "wide"]
    return [names[day][:1].upper() + names[day][1:] for day in range(7)]


def clock_time(moment: datetime, where: Zone) -> str:
    """“14:30” on the wall of `where`; an hour that repeats there that day also says its offset."""
    words = f"{moment.astimezone(zone(where)):%H:%M}"
    return f"{words} ({offset_label(moment, where)})" if is_repeated(moment, where) else words


def moment_in_words(moment: datetime, where: Zone, language: str | None, *, year: bool = False) -> str:
    """“Wednesday 16 December, 14:30 (Berlin, UTC+1)”."""
    local = moment.astimezone(zone(where))
    day = day_in_words(local.date(), language, year=year)
    return f"{day}, {local:%H:%M} ({zone_label(moment, where, language)})"


def period_in_words(start: datetime, end: datetime, where: Zone, language: str | None) -> str:
    """“14:30–15:20 (Berlin, UTC+1)”; when the offset changes in between, each end says its own."""
    begins, ends = start.astimezone(zone(where)), end.astimezone(zone(where))
    if begins.utcoffset() != ends.utcoffset():
        first, last = zone_label(start, where, language), offset_label(end, where)
        return f"{begins:%H:%M} ({first}) – {ends:%H:%M} ({last})"
    return f"{begins:%H:%M}–{ends:%H:%M} ({zone_label(start, where, language)})"


def duration_in_words(span: timedelta) -> str:
    """“50 minutes”, “2 hours”, “1 h 20 min”, in the language that is active; seconds are left out."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    if hours and minutes:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    if hours:
        return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
    return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}


def is_repeated(moment: datetime, where: Zone) -> bool:
    """Whether the wall of `where` shows this same time twice, an hour or so apart."""
    local = moment.astimezone(zone(where))
    # An instant never falls into a gap, so two answers mean a repeated hour.
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _formatted(day: date, language: str | None, patterns: dict[str, str]) -> str:
    known = babel_locale(language).language
    return _by_pattern(day, known, patterns.get(known, patterns["en"]))


@lru_cache(maxsize=2048)
def _by_pattern(day: date, language: str, pattern: str) -> str:
    # The same few weeks stand on every page.
    return format_date(day, pattern, locale=babel_locale(language))
