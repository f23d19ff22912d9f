"""An appointment as an iCalendar entry, for the client's own calendar.

One appointment is one entry for ever: its UID never changes and its SEQUENCE is the appointment's
version, so a move replaces the entry and a cancellation removes it. Times are UTC: what a zone's
law does later moves no agreed instant.
"""

from datetime import UTC, datetime
from email.utils import parseaddr
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vUri

from visavis.booking.models import Appointment


class Method(StrEnum):
    """The METHOD of RFC 5546: what the reader's calendar does with the entry."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def calendar_entry(
    appointment: Appointment, *, practice_name: str, url: str, method: Method | str, now: datetime
) -> bytes:
    """The entry in the language that is active. `url` is the personal link; `now` stamps it (UTC)."""
    method = Method(method)
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
    event.add("uid", f"{appointment.public_id}@{urlsplit(settings.VISAVIS.base_url).hostname}")
    event.add("sequence", appointment.version)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("summary", _("%(service)s with %(specialist)s") % names)
    event.add("description", f"{practice_name}\n{url}")
    event.add("location", appointment.address if appointment.address and not appointment.by_video else url)
    event["url"] = vUri(url)
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if method is Method.CANCEL else "OPAQUE")
    if method is not Method.PUBLISH:
        event["organizer"] = _person(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], practice_name)
        if appointment.client_email:
            event.add("attendee", _attendee(appointment), encode=False)
    return event


def _attendee(appointment: Appointment) -> vCalAddress:
    person = _person(appointment.client_email, appointment.client_name)
    person.params["ROLE"] = "REQ-PARTICIPANT"
    person.params["PARTSTAT"] = "ACCEPTED"
    # The client answers by the personal link; nobody reads a reply from a calendar.
    person.params["RSVP"] = "FALSE"
    return person


def _person(email: str, name: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{email}")
    # A parameter's value can neither hold a double quote nor break a line.
    person.params["CN"] = " ".join(name.replace('"', "'").split())
    return person
