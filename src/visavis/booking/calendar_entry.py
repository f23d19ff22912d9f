"""An appointment as an iCalendar entry, for the client's own calendar.

One appointment is one entry for ever: its UID never changes and its SEQUENCE is the appointment's
version, so a move replaces the entry and a cancellation removes it. Times are UTC: what a zone's
law does later moves no agreed instant.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vCalAddress, vUri

from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.lib.email_addresses import mailto_uri

_GONE = frozenset({State.CANCELLED, State.DECLINED, State.EXPIRED})


class Method(StrEnum):
    """The METHOD of RFC 5546: what the reader's calendar does with the entry."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


ALARM = timedelta(minutes=15)
"""How long before the start the calendar reminds by itself."""


def calendar_entry(
    appointment: Appointment, *, practice_name: str, url: str, method: Method | str, now: datetime
) -> bytes:
    """The entry in the language that is active. `url` is the personal link; `now` stamps it (UTC).

    What is cancelled is told as a cancellation, whatever `method` asks for.
    """
    method = Method.CANCEL if appointment.lifecycle in _GONE else Method(method)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Vis-a-vis//visavis//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    calendar.add_component(_event(appointment, practice_name, url, method, now))
    return bytes(calendar.to_ical())


def _event(appointment: Appointment, practice_name: str, url: str, method: Method, now: datetime) -> Event:
    service, event = appointment.service, Event()
    names = {"service": service.name, "specialist": appointment.specialist.name}
    summary = _("%(service)s with %(specialist)s") % names
    event.add("uid", f"{appointment.public_id}@{urlsplit(settings.VISAVIS.base_url).hostname}")
    event.add("sequence", appointment.version)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("summary", summary)
    # Who shares a calendar shares its places: the personal link stands where the client alone reads.
    event.add("class", "PRIVATE")
    event.add("description", f"{practice_name}\n{url}")
    event.add("location", _("By video") if appointment.by_video else appointment.address)
    event["url"] = vUri(url)
    event.add("status", _status(appointment, method))
    event.add("transp", "TRANSPARENT" if method is Method.CANCEL else "OPAQUE")
    event["organizer"] = _person(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], practice_name)
    if method is not Method.PUBLISH and appointment.client_email:
        event.add("attendee", _attendee(appointment), encode=False)
    if method is not Method.CANCEL:
        event.add_component(_alarm(summary))
    return event


def _status(appointment: Appointment, method: Method) -> str:
    if method is Method.CANCEL:
        return "CANCELLED"
    return "TENTATIVE" if appointment.lifecycle is State.REQUESTED else "CONFIRMED"


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -ALARM)
    return alarm


def _attendee(appointment: Appointment) -> vCalAddress:
    person = _person(appointment.client_email, appointment.client_name)
    person.params["ROLE"] = "REQ-PARTICIPANT"
    person.params["PARTSTAT"] = "ACCEPTED"
    # The client answers by the personal link; nobody reads a reply from a calendar.
    person.params["RSVP"] = "FALSE"
    return person


def _person(email: str, name: str) -> vCalAddress:
    person = vCalAddress(mailto_uri(email))
    # A parameter's value can neither hold a double quote nor break a line.
    person.params["CN"] = " ".join(name.replace('"', "'").split())
    return person
