"""What a message is made from and what it consists of, before a channel formats it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from visavis.booking.models import Appointment
from visavis.lib.plain_text import short_name
from visavis.messages.content.addressees import Addressee
from visavis.messages.models import Message
from visavis.practice.models import Practice
from visavis.web.times import day_in_words, period_in_words, short_day
from visavis.web.zones import zone_label

HOURS_ONLY_FROM = timedelta(hours=3)
"""From this distance on, minutes are left out."""


@dataclass(frozen=True, slots=True)
class MessageContext:
    """Everything that the content of a message depends on. `now` is the moment of sending."""

    message: Message
    appointment: Appointment
    practice: Practice
    addressee: Addressee
    link: str
    now: datetime

    @property
    def names(self) -> dict[str, str]:
        """Values for the named placeholders of sentences."""
        appointment = self.appointment
        return {
            "specialist": appointment.specialist.name,
            "client": short_name(appointment.client_name),
            "service": appointment.service.name,
            "when": moment(appointment.starts_at, self.addressee.zone),
            "in_time": time_left(appointment.starts_at - self.now),
            "minutes": str(self.message.minutes_before),
        }

    @property
    def room_is_open(self) -> bool:
        """Whether the waiting room has opened."""
        return self.now >= self.opens_at

    @property
    def opens_at(self) -> datetime:
        """When the waiting room opens. UTC."""
        return self.appointment.starts_at - timedelta(minutes=self.practice.room_opens_min)


@dataclass(frozen=True, slots=True)
class MessageContent:
    """The sentences of one message. All of it is plain text; `facts` are label and value."""

    subject: str
    greeting: str
    lead: str
    short: str
    """The lead in as few words as a text message allows."""
    facts: list[tuple[str, str]]
    action: tuple[str, str]
    """Label and address of the one button."""
    notes: list[str] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)


def period(appointment: Appointment, zone: ZoneInfo) -> str:
    """“Wednesday 16 December 2026, 14:30–15:20 (Berlin, UTC+1)”."""
    language = get_language()
    day = day_in_words(appointment.starts_at.astimezone(zone).date(), language, year=True)
    return f"{day}, {period_in_words(appointment.starts_at, appointment.ends_at, zone, language)}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """“Wed 16 Dec, 14:30 (Berlin, UTC+1)”, for subjects, text messages and within sentences."""
    language, local = get_language(), at.astimezone(zone)
    label = zone_label(at, zone, language)
    return f"{short_day(local.date(), language)}, {local:%H:%M} ({label})"


def time_left(left: timedelta) -> str:
    """“in 24 hours”, “in 1 h 20 min”, “in 55 minutes”, “now”: as of now."""
    minutes = round(left.total_seconds() / 60)
    if minutes < 1:
        return _("now")
    if left >= HOURS_ONLY_FROM or minutes % 60 == 0:
        hours = round(minutes / 60)
        return ngettext("in %(hours)s hour", "in %(hours)s hours", hours) % {"hours": hours}
    if minutes > 60:
        hours, rest = divmod(minutes, 60)
        return _("in %(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
    return ngettext("in %(minutes)s minute", "in %(minutes)s minutes", minutes) % {"minutes": minutes}
