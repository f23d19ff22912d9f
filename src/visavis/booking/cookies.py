"""The two cookies: a browser's random name while a time is chosen, and the grant of an appointment."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from visavis.booking.models import Appointment
from visavis.booking.services.hold import HoldOwner
from visavis.people.links import GRANT_AGE_S, GRANT_COOKIE, LinkSource, grant_path, sign_grant
from visavis.people.rate_limits import client_ip, client_site, former_pseudonyms, pseudonym

BROWSER_COOKIE = "visitor"
BROWSER_AGE_S = 24 * 3600


def browser_id(request: HttpRequest) -> str:
    """The browser's own random name; a new one where it has none yet."""
    known = request.COOKIES.get(BROWSER_COOKIE, "")
    return known if len(known) == 43 else secrets.token_urlsafe(32)


def hold_owner(request: HttpRequest, browser: str) -> HoldOwner:
    """Who holds a time, as a hold keeps them."""
    return HoldOwner(
        browser=pseudonym(browser),
        address=pseudonym(client_ip(request)),
        network=pseudonym(client_site(request)),
        former_networks=former_pseudonyms(client_site(request)),
    )


def set_browser_cookie(response: HttpResponse, browser: str) -> None:
    """Let the browser keep its name for as long as somebody may be choosing a time."""
    response.set_cookie(
        BROWSER_COOKIE,
        browser,
        max_age=BROWSER_AGE_S,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


def set_grant_cookie(
    response: HttpResponse, appointment: Appointment, source: LinkSource = LinkSource.COPY
) -> None:
    """Let the browser act for the client of this appointment, at this appointment's addresses only."""
    response.set_cookie(
        GRANT_COOKIE,
        sign_grant(appointment.public_id, appointment.link_generation, source),
        max_age=GRANT_AGE_S,
        path=grant_path(appointment.public_id),
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )
