"""Time zones as people know them: a city's name, its distance from UTC, and who is ahead of whom.

Browsers and old rows use names that were renamed since (Chromium still says Europe/Kiev). They are kept as
given, compared by Babel's aliases and shown under the new name; tzdata's own links are never followed, for
they make Stockholm Berlin.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visavis.web.alphabet import alphabetical

Zone = ZoneInfo | str

# CLDR's codes for the parts of the world; the two oceans have none and are words of ours.
CONTINENTS = {
    "Africa": "002",
    "America": "019",
    "Antarctica": "AQ",
    "Arctic": "150",
    "Asia": "142",
    "Australia": "009",
    "Europe": "150",
    "Pacific": "009",
}


class UnknownZone(ValueError):
    """This is not a time zone we know. An example of one: Europe/Kyiv."""


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """One line of a list of zones: the name to store and the words to show."""

    name: str
    label: str


def zone(name: Zone) -> ZoneInfo:
    """The rules of the zone called `name`, old names included. Raises `UnknownZone`."""
    if isinstance(name, ZoneInfo):
        return name
    # Asked of the list first: ZoneInfo would look for a file of that name, whatever it is.
    if name not in _known():
        raise UnknownZone(f"“{name}” is not a time zone we know. An example of one: Europe/Kyiv.")
    return _rules(name)


def canonical(name: Zone) -> str:
    """The present name of a zone: Europe/Kyiv for Europe/Kiev. Raises `UnknownZone`."""
    key = zone(name).key
    return _aliases().get(key, key)


def same_zone(one: Zone, other: Zone) -> bool:
    """Whether both names mean one zone. Equal offsets are not enough: Stockholm is not Berlin."""
    return canonical(one) == canonical(other)


def babel_locale(language: str | None) -> Locale:
    """Babel's locale for one of Django's language codes; English where there is none."""
    return _locale((language or "en").replace("_", "-").split("-")[0])


def city(name: Zone, language: str | None) -> str:
    """What the zone is called in `language`: Berlin, Берлін; empty for a zone that is only an offset."""
    return _city(canonical(name), babel_locale(language).language)


def offset_label(moment: datetime, name: Zone) -> str:
    """The zone's distance from UTC at an aware `moment`: UTC+2, UTC-3:30.

    The minus is the plain one, since the typographic one would halve what fits into an SMS.
    """
    return _offset_in_words(offset_minutes(moment, name))


def zone_label(moment: datetime, name: Zone, language: str | None) -> str:
    """City and distance from UTC at an aware `moment`: “Kyiv, UTC+2”."""
    place = city(name, language)
    return f"{place}, {offset_label(moment, name)}" if place else offset_label(moment, name)


def offset_minutes(moment: datetime, name: Zone) -> int:
    """Minutes that the zone is ahead of UTC at an aware `moment`."""
    offset = moment.astimezone(zone(name)).utcoffset()
    return 0 if offset is None else round(offset.total_seconds() / 60)


def minutes_ahead(moment: datetime, *, theirs: Zone, mine: Zone) -> int:
    """How many minutes their clock is ahead of mine at an aware `moment`; negative when behind."""
    return offset_minutes(moment, theirs) - offset_minutes(moment, mine)


def ahead_in_words(minutes: int) -> str:
    """“same time”, “one hour ahead”, “5 h 30 min behind”, in the language that is active."""
    if minutes == 0:
        return _("same time")
    hours, rest = divmod(abs(minutes), 60)
    if rest:
        span = _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
        if not hours:
            span = _("%(minutes)s min") % {"minutes": rest}
        return (_("%(span)s ahead") if minutes > 0 else _("%(span)s behind")) % {"span": span}
    if minutes > 0:
        return ngettext("one hour ahead", "%(hours)s hours ahead", hours) % {"hours": hours}
    return ngettext("one hour behind", "%(hours)s hours behind", hours) % {"hours": hours}


def offsets_of_all(moment: datetime) -> tuple[int, ...]:
    """Minutes ahead of UTC at an aware `moment` of every zone that has a city.

    A list of zones depends on nothing else, and these numbers change a few dozen times a year.
    """
    return _offsets(moment.astimezone(UTC).replace(second=0, microsecond=0))


def groups_with_offsets(language: str | None, offsets: tuple[int, ...]) -> list[tuple[str, list[ZoneChoice]]]:
    """Every zone that has a city, by part of the world, each in the language's alphabet, with its offset.

    `offsets` are those of `offsets_of_all`.
    """
    by_name = dict(zip(_inhabited(), offsets, strict=True))
    return [
        (part, [ZoneChoice(name, f"{place}, {_offset_in_words(by_name[name])}") for place, name in places])
        for part, places in _places(babel_locale(language).language, _("Atlantic Ocean"), _("Indian Ocean"))
    ]


@lru_cache(maxsize=256)
def _offsets(minute: datetime) -> tuple[int, ...]:
    offsets = (minute.astimezone(rules).utcoffset() for rules in _inhabited_rules())
    return tuple(round(offset.total_seconds() / 60) if offset else 0 for offset in offsets)


def _offset_in_words(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


@cache
def _places(language: str, atlantic: str, indian: str) -> list[tuple[str, list[tuple[str, str]]]]:
    oceans = {"Atlantic": atlantic, "Indian": indian}
    territories = _locale(language).territories
    parts: dict[str, list[tuple[str, str]]] = {}
    for name in _inhabited():
        area = name.split("/")[0]
        part = oceans.get(area) or territories[CONTINENTS[area]]
        parts.setdefault(part, []).append((_city(name, language), name))
    for places in parts.values():
        places.sort(key=lambda place: alphabetical(place[0]))
    return sorted(parts.items(), key=lambda part: alphabetical(part[0]))


@cache
def _city(name: str, language: str) -> str:
    if name in ("Etc/UTC", "Etc/GMT") or name.startswith("Etc/"):
        return ""
    known = _locale(language).time_zones
    for key in (name, *_old_names().get(name, ())):
        # Babel files some renamed cities' translations under the old name only.
        if place := known.get(key, {}).get("city"):
            return str(place)
    return name.rsplit("/", 1)[-1].replace("_", " ")


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


@cache
def _inhabited_rules() -> tuple[ZoneInfo, ...]:
    return tuple(_rules(name) for name in _inhabited())


@cache
def _rules(name: str) -> ZoneInfo:
    # By itself ZoneInfo keeps the last eight, and a list of all zones reads four hundred files every time.
    return ZoneInfo(name)


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "Factory"})


@cache
def _aliases() -> Mapping[str, str]:
    aliases: Mapping[str, str] = get_global("zone_aliases")
    return aliases


@cache
def _old_names() -> dict[str, list[str]]:
    olds: dict[str, list[str]] = {}
    for old, new in _aliases().items():
        olds.setdefault(new, []).append(old)
    return olds


@cache
def _inhabited() -> list[str]:
    """The zones that somebody lives in, under their present names, from tzdata's own table."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return [row[2] for row in rows]
