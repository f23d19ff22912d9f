"""What a client's pages show of an appointment: its facts, and what can still be done about it.

`booking/_facts.html` and `booking/_actions.html` draw a `ClientView`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from visavis.booking.models import Appointment
from visavis.booking.permissions import AllowedActions, allowed_actions, cancels_late
from visavis.people.actors import ActorKind
from visavis.people.links import grant_path
from visavis.web.zones import same_zone

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"


@dataclass(frozen=True, slots=True)
class ClientView:
    """An appointment as its client sees it at one moment, in the client's zone."""

    appointment: Appointment
    zone: ZoneInfo
    zone_differs: bool
    """Whether the specialist's clock shows another time."""
    personal_url: str
    can: AllowedActions
    changes_until: datetime
    """Until when it may be moved, or cancelled without a mark. UTC."""
    cancel_is_late: bool
    calendars: Sequence[tuple[str, str]]
    """Name and address of web calendars that take the entry."""

    @property
    def can_do_anything(self) -> bool:
        """Whether there is any button to show."""
        return self.can.confirm or self.can.move or self.can.cancel or self.can.correct_details

    @property
    def is_too_late_to_move(self) -> bool:
        """Whether it can be cancelled, late, and not be moved any more."""
        return self.can.cancel and self.cancel_is_late and not self.can.move

    def at_the_door(self) -> "ClientView":
        """The same once the waiting room is open: it is too late to confirm or to add it to a calendar."""
        return replace(self, can=replace(self.can, confirm=False), calendars=())

    def context(self) -> dict[str, Any]:
        """The context of the client's pages."""
        return {
            "view": self,
            "appointment": self.appointment,
            "service": self.appointment.service,
            "specialist": self.appointment.specialist,
            "zone": self.zone,
        }


def client_view(appointment: Appointment, now: datetime) -> ClientView:
    """What the client's pages show of an appointment at `now`."""
    zone, facts = appointment.client_tz, appointment.snapshot
    is_ahead = appointment.is_open and not facts.has_begun(now)
    return ClientView(
        appointment=appointment,
        zone=zone,
        zone_differs=not same_zone(zone, appointment.specialist.zone),
        personal_url=grant_path(appointment.public_id),
        can=allowed_actions(facts, ActorKind.CLIENT, now=now),
        changes_until=facts.changes_until,
        cancel_is_late=cancels_late(facts, now=now),
        calendars=web_calendars(appointment) if is_ahead else (),
    )


def web_calendars(appointment: Appointment) -> list[tuple[str, str]]:
    """Name and address of web calendars that take the entry; none holds the personal link, a secret."""
    title = _("%(service)s with %(specialist)s") % {
        "service": appointment.service.name,
        "specialist": appointment.specialist.name,
    }
    about = _("Your personal link is in our message to you.")
    place = _("By video") if appointment.by_video else appointment.address
    starts, ends = appointment.slot
    google = {
        "action": "TEMPLATE",
        "text": title,
        "dates": f"{starts:%Y%m%dT%H%M%SZ}/{ends:%Y%m%dT%H%M%SZ}",
        "details": about,
        "location": place,
    }
    outlook = {
        "rru": "addevent",
        "subject": title,
        "startdt": f"{starts:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{ends:%Y-%m-%dT%H:%M:%SZ}",
        "body": about,
        "location": place,
    }
    return [("Google", f"{GOOGLE}?{urlencode(google)}"), ("Outlook", f"{OUTLOOK}?{urlencode(outlook)}")]
