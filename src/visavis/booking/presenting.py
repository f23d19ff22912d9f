"""What a client's pages show of an appointment: its facts, and what can still be done about it.

`booking/_facts.html` and `booking/_actions.html` draw what `client_view` returns.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from visavis.booking.lifecycle import OPEN, Action, State, possible
from visavis.booking.models import Appointment
from visavis.booking.services.change import changes_until
from visavis.people.links import grant_path
from visavis.web.zones import same_zone

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"


def client_view(appointment: Appointment, now: datetime) -> dict[str, Any]:
    """The context of the two partials: facts in the client's zone, and which actions are open at `now`."""
    specialist, zone = appointment.specialist, appointment.client_tz
    doable = possible(appointment.lifecycle)
    begun = now >= appointment.starts_at
    in_time = now <= changes_until(appointment)
    agreed = appointment.lifecycle in OPEN | {State.REQUESTED}
    return {
        "appointment": appointment,
        "service": appointment.service,
        "specialist": specialist,
        "zone": zone,
        "personal": grant_path(appointment.public_id),
        "zone_differs": not same_zone(zone, specialist.zone),
        "changes_until": changes_until(appointment),
        "can_confirm": Action.CONFIRM in doable and not begun,
        "can_move": agreed and in_time and not begun,
        "can_cancel": agreed and not begun,
        "cancel_is_late": appointment.is_open and not in_time,
        "can_correct": agreed and now < appointment.ends_at,
        "calendars": web_calendars(appointment) if appointment.is_open and not begun else [],
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
