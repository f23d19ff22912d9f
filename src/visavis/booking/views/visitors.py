"""Who is asking, before we know their name: a browser, by a cookie, and an address, both unreadable."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from visavis.booking.forms import DetailsForm
from visavis.booking.models import Appointment
from visavis.booking.services.hold import Visitor
from visavis.people.limits import TooOften, address_of, count, unreadable
from visavis.people.links import GRANT_AGE_S, GRANT_COOKIE, grant, grant_path

VISITOR_COOKIE = "visitor"
VISITOR_AGE_S = 24 * 3600
LETTERS_AN_HOUR = 12
"""How often clients may make us write to one contact: far more than anybody books, far less than a plague."""

BOOKINGS_AN_HOUR = 60
"""How many one network may book: more than a school behind one address does, too few to fill a calendar."""


def browser_of(request: HttpRequest) -> str:
    """The browser's own random name; a new one where it has none yet."""
    known = request.COOKIES.get(VISITOR_COOKIE, "")
    return known if len(known) == 43 else secrets.token_urlsafe(32)


def visitor_of(request: HttpRequest, browser: str) -> Visitor:
    """The visitor as a hold keeps them."""
    return Visitor(browser=unreadable(browser), address=unreadable(address_of(request)))


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

    Raises `TooOften`.
    """
    for contact in filter(None, contacts):
        count(f"written to {contact.lower()}", limit=LETTERS_AN_HOUR, per=timedelta(hours=1), now=now)


def may_write(form: DetailsForm, *, now: datetime) -> bool:
    """`count_letters` for a valid form; where it was too often, the form says so and keeps what was typed."""
    try:
        count_letters(form.contacts(), now=now)
    except TooOften as refusal:
        form.add_error("email", refusal.human)
        return False
    return True


def may_book(request: HttpRequest, form: DetailsForm, *, now: datetime) -> bool:
    """Count a booking by the visitor's network and contacts; where it was too often, the form says so."""
    try:
        count(f"booked from {address_of(request)}", limit=BOOKINGS_AN_HOUR, per=timedelta(hours=1), now=now)
    except TooOften:
        form.add_error(
            None,
            _(
                "Too many appointments were booked from your network within an hour."
                " Please try again later, or call the practice."
            ),
        )
        return False
    return may_write(form, now=now)
