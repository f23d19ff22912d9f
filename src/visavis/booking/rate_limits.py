"""How often a visitor may book, and cause messages to a contact that is not proven."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from visavis.booking.errors import CannotBookOnline, TooManyUnconfirmed, TooManyWithoutScript
from visavis.booking.forms import DetailsForm
from visavis.booking.models import Appointment
from visavis.booking.queries import standing_of
from visavis.people.known_devices import contact_limits, is_known
from visavis.people.rate_limits import RateLimited, check_rates, client_ip, client_site, uncount_rates

MESSAGES_AN_HOUR = 12
"""How often clients may make us write to one contact: far more than anybody books, far less than a plague."""

BOOKINGS_AN_HOUR = 60
"""How many one network may book: more than a school behind one address does, too few to fill a calendar."""

BOOKINGS_OF_A_SITE = 120
"""How many the network around it may book: of IPv6, a customer may have all of its addresses."""

UNPROVEN_WITH_CONTACT = 8
"""How many coming bookings a contact may have before a link that was sent there is used."""

CONTACTS_AN_APPOINTMENT = 5
"""How often a day the contact of one appointment may become another."""

CONTACTS_A_NETWORK = 20
"""How often a day that may happen from one network."""

WITHOUT_SCRIPT_OF_A_NETWORK = 3
"""How many strangers of one network may book within an hour by waiting, where browsers are to compute."""

WITHOUT_SCRIPT = 12
"""How many of all networks together may: to wait costs a script nothing, however many networks it has."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_TOO_MANY_CONTACTS = _(
    "The e-mail address or phone number was changed too often."
    " Please try again tomorrow, or call the practice."
)
_TOO_MANY_FROM_THERE = _(
    "Too many appointments were booked from your network within an hour."
    " Please try again later, or call the practice."
)


def check_message_rate(request: HttpRequest, appointment: Appointment, *, now: datetime) -> None:
    """Count what makes us write to the client of an appointment. Raises `RateLimited`.

    Where the contact is proven it counts for this appointment alone: no stranger can use it up.
    """
    if appointment.is_contact_proven:
        limits = {f"written about {appointment.public_id}": MESSAGES_AN_HOUR}
    else:
        limits = _messages_to(request, appointment.message_contacts)
    check_rates(limits, per=HOUR, now=now)


def check_booking_rate(request: HttpRequest, contacts: Iterable[str], *, now: datetime) -> None:
    """Count a booking by the sender's network and contacts.

    Raises `RateLimited`, `TooManyUnconfirmed`, and `CannotBookOnline` for a contact that staff block.
    """
    contacts = list(contacts)
    networks = {_network(request): BOOKINGS_AN_HOUR, _site(request): BOOKINGS_OF_A_SITE}
    messages = _messages_to(request, contacts)
    try:
        check_rates({**networks, **messages}, per=HOUR, now=now)
    except RateLimited:
        # Who is refused makes us write to nobody, and must not use up what others may.
        uncount_rates(messages, per=HOUR, now=now)
        raise
    _check_standing(request, contacts, now=now)


def check_without_script(request: HttpRequest, *, now: datetime) -> None:
    """Count a booking whose browser has computed nothing. Raises `TooManyWithoutScript`."""
    try:
        # One after the other: what one network is refused does not use up what all have together.
        for limits in (
            {f"no script from {client_site(request)}": WITHOUT_SCRIPT_OF_A_NETWORK},
            {"no script": WITHOUT_SCRIPT},
        ):
            check_rates(limits, per=HOUR, now=now)
    except RateLimited:
        raise TooManyWithoutScript from None


def may_send_details(
    request: HttpRequest, appointment: Appointment, form: DetailsForm, *, now: datetime
) -> bool:
    """Count what another contact makes us send, for a valid form; where it was too often, the form says so.

    Another contact costs an attacker nothing, so it is counted by the appointment and the network, too.
    """
    added = form.contacts() - set(appointment.message_contacts)
    try:
        if added:
            limits = {
                f"contact of {appointment.public_id}": CONTACTS_AN_APPOINTMENT,
                f"contacts from {client_ip(request)}": CONTACTS_A_NETWORK,
            }
            check_rates(limits, per=DAY, now=now)
            _check_standing(request, added, now=now)
        check_rates(_messages_to(request, form.contacts()), per=HOUR, now=now)
    except RateLimited as refusal:
        form.add_error("email", _TOO_MANY_CONTACTS if added else refusal.human)
        return False
    except (CannotBookOnline, TooManyUnconfirmed) as refusal:
        form.add_error("email", refusal.human)
        return False
    return True


def may_send_booking(request: HttpRequest, form: DetailsForm, *, now: datetime) -> bool:
    """`check_booking_rate` for a valid form; where it was too often, the form says so."""
    try:
        check_booking_rate(request, form.contacts(), now=now)
    except RateLimited as refusal:
        if refusal.subject in {_network(request), _site(request)}:
            form.add_error(None, _TOO_MANY_FROM_THERE)
        else:
            form.add_error("email", refusal.human)
        return False
    except CannotBookOnline as refusal:
        form.add_error(None, refusal.human)
        return False
    except TooManyUnconfirmed as refusal:
        form.add_error("email", refusal.human)
        return False
    return True


def _site(request: HttpRequest) -> str:
    return f"booked from around {client_site(request)}"


def _network(request: HttpRequest) -> str:
    return f"booked from {client_ip(request)}"


def _messages_to(request: HttpRequest, contacts: Iterable[str]) -> dict[str, int]:
    limits: dict[str, int] = {}
    for contact in filter(None, contacts):
        limits |= contact_limits(request, "write to", contact, pair=MESSAGES_AN_HOUR)
    return limits


def _check_standing(request: HttpRequest, contacts: Iterable[str], *, now: datetime) -> None:
    """Raises `CannotBookOnline` for a blocked contact, `TooManyUnconfirmed` for one that never answers."""
    contacts = list(contacts)
    unproven, is_blocked = standing_of(contacts, now=now)
    if is_blocked:
        raise CannotBookOnline
    # What strangers booked in somebody's name does not count on a device that is known to be theirs.
    if unproven >= UNPROVEN_WITH_CONTACT and not any(is_known(request, contact) for contact in contacts):
        raise TooManyUnconfirmed
