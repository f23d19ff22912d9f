"""Who is asking, before we know their name: a browser, by a cookie, and an address, each as a pseudonym."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from visavis.booking.forms import DetailsForm
from visavis.booking.models import Appointment
from visavis.booking.services.hold import Visitor
from visavis.people.links import GRANT_AGE_S, GRANT_COOKIE, grant, grant_path
from visavis.people.rate_limits import RateLimited, check_rates, client_ip, pseudonym

VISITOR_COOKIE = "visitor"
VISITOR_AGE_S = 24 * 3600
LETTERS_AN_HOUR = 12
"""How often clients may make us write to one contact: far more than anybody books, far less than a plague."""

BOOKINGS_AN_HOUR = 60
"""How many one network may book: more than a school behind one address does, too few to fill a calendar."""

HOUR = timedelta(hours=1)
_TOO_MANY_FROM_THERE = _(
    "Too many appointments were booked from your network within an hour."
    " Please try again later, or call the practice."
)


def browser_of(request: HttpRequest) -> str:
    """The browser's own random name; a new one where it has none yet."""
    known = request.COOKIES.get(VISITOR_COOKIE, "")
    return known if len(known) == 43 else secrets.token_urlsafe(32)


def visitor_of(request: HttpRequest, browser: str) -> Visitor:
    """The visitor as a hold keeps them."""
    return Visitor(browser=pseudonym(browser), address=pseudonym(client_ip(request)))


def remember_browser(response: HttpResponse, browser: str) -> None:
    """Let the browser keep its name for as long as somebody may be choosing a time."""
    response.set_cookie(
        VISITOR_COOKIE,
        browser,
        max_age=VISITOR_AGE_S,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


def give_grant(response: HttpResponse, appointment: Appointment) -> None:
    """Let the browser act for the client of this appointment, at this appointment's addresses only."""
    response.set_cookie(
        GRANT_COOKIE,
        grant(appointment.public_id, appointment.link_generation),
        max_age=GRANT_AGE_S,
        path=grant_path(appointment.public_id),
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


def count_letters(contacts: Iterable[str], *, now: datetime) -> None:
    """Count what makes us write to these addresses and numbers; whose they are, nobody has proved.

    Raises `RateLimited`.
    """
    check_rates(_letters_to(contacts), per=HOUR, now=now)


def may_write(form: DetailsForm, *, now: datetime) -> bool:
    """`count_letters` for a valid form; where it was too often, the form says so and keeps what was typed."""
    try:
        count_letters(form.contacts(), now=now)
    except RateLimited as refusal:
        form.add_error("email", refusal.human)
        return False
    return True


def may_book(request: HttpRequest, form: DetailsForm, *, now: datetime) -> bool:
    """Count a booking by the visitor's network and contacts; where it was too often, the form says so."""
    network = f"booked from {client_ip(request)}"
    try:
        check_rates({network: BOOKINGS_AN_HOUR, **_letters_to(form.contacts())}, per=HOUR, now=now)
    except RateLimited as refusal:
        if refusal.subject == network:
            form.add_error(None, _TOO_MANY_FROM_THERE)
        else:
            form.add_error("email", refusal.human)
        return False
    return True


def _letters_to(contacts: Iterable[str]) -> dict[str, int]:
    return {f"written to {contact.lower()}": LETTERS_AN_HOUR for contact in contacts if contact}
