"""What a client's pages show of an appointment: its facts, and what can still be done about it.

`booking/_facts.html` and `booking/_actions.html` draw what `client_view` returns.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from visavis.booking.models import Appointment
from visavis.booking.permissions import allowed_actions, cancels_late
from visavis.people.actors import ActorKind
from visavis.people.links import grant_path
from visavis.web.zones import same_zone

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"


def client_view(appointment: Appointment, now: datetime) -> dict[str, Any]:
    """The context of the two partials: facts in the client's zone, and which actions are open at `now`."""
    specialist, zone, facts = appointment.specialist, appointment.client_tz, appointment.snapshot
    can = allowed_actions(facts, ActorKind.CLIENT, now=now)
    return {
        "appointment": appointment,
        "service": appointment.service,
        "specialist": specialist,
        "zone": zone,
        "personal": grant_path(appointment.public_id),
        "zone_differs": not same_zone(zone, specialist.zone),
        "changes_until": facts.changes_until,
        "can_confirm": can.confirm,
        "can_move": can.move,
        "can_cancel": can.cancel,
        "cancel_is_late": cancels_late(facts, now=now),
        "can_correct": can.correct_details,
        "calendars": web_calendars(appointment) if appointment.is_open and not facts.has_begun(now) else [],
    }


def web_calendars(appointment: Appointment) -> list[tuple[str, str]]:
    """Name and address of web calendars that take the entry; none holds the personal link, a secret."""
    title = _("%(service)s with %(specialist)s") % {
        "service": appointment.service.name,
        "specialist": appointment.specialist.name,
    }
    about = _("Your personal link is in our message to you.")
    place = _("By video") if appointment.service.by_video else appointment.service.address
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
