"""Devices that have shown to belong to somebody, and limits that a stranger cannot spend for them.

Whoever signs in, opens a link that was sent to them or types a mailed code leaves a cookie that names the
contact by its pseudonym. What a stranger may do with the same contact from elsewhere does not count there.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from visavis.people.rate_limits import check_rates, client_ip, every_pseudonym, pseudonym, uncount_rates

COOKIE = "known"
AGE_S = 400 * 24 * 3600
_SALT = "visavis.known"
_ID_LETTERS = 16
_CODE_LETTERS = 16
_MOST = 6
"""So many contacts one device remembers: a family's or a reception's, and the cookie stays small."""

FROM_PAIR = 3
"""How often one network, or one known device, may ask for the same contact in a while."""
FROM_STRANGERS = 4 * FROM_PAIR
"""How often all unknown devices together may."""


def is_known(request: HttpRequest, contact: str) -> bool:
    """Whether this device has shown that it belongs to whom the contact belongs to."""
    return not _codes(contact).isdisjoint(_claims(request)[1:])


def remember_device(response: HttpResponseBase, request: HttpRequest, contact: str) -> None:
    """Let the device show from now on that it belongs to whom the contact belongs to."""
    if not contact:
        return
    device, *codes = _claims(request) or [secrets.token_urlsafe(_ID_LETTERS)]
    others = [code for code in codes if code not in _codes(contact)]
    response.set_cookie(
        COOKIE,
        signing.dumps([device, *others[1 - _MOST :], _code(contact)], salt=_SALT),
        max_age=AGE_S,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


def contact_limits(
    request: HttpRequest, doing: str, contact: str, *, pair: int = FROM_PAIR
) -> dict[str, int]:
    """The counters of one attempt to do something with a contact, and how many each may have.

    A known device has one of its own; every other counts by its network, and with all others like it.
    """
    contact = contact.lower()
    if is_known(request, contact):
        # By its own name: the cookie is signed anew each time, and would count from the beginning.
        return {f"{doing} {contact} by device {_claims(request)[0]}": pair}
    return {
        f"{doing} {contact} from {client_ip(request)}": pair,
        f"{doing} {contact} by strangers": pair * FROM_STRANGERS // FROM_PAIR,
    }


def check_contact_rate(
    request: HttpRequest, doing: str, contact: str, *, now: datetime, per: timedelta = timedelta(hours=1)
) -> None:
    """Count one attempt of `contact_limits`. Raises `RateLimited`."""
    check_rates(contact_limits(request, doing, contact), per=per, now=now)


SIGN_INS = 5
"""How many wrong passwords one network has for one address within `SIGN_IN_WINDOW`."""
SIGN_INS_OF_A_NETWORK = 30
SIGN_IN_WINDOW = timedelta(minutes=5)


def check_sign_in(request: HttpRequest, email: str, *, now: datetime) -> Mapping[str, int]:
    """Count an attempt to sign in, and return its counters for `forgive_sign_in`. Raises `RateLimited`."""
    limits = contact_limits(request, "sign in", email, pair=SIGN_INS)
    if not is_known(request, email):
        limits[f"sign in from {client_ip(request)}"] = SIGN_INS_OF_A_NETWORK
    check_rates(limits, per=SIGN_IN_WINDOW, now=now)
    return limits


def forgive_sign_in(limits: Mapping[str, int], *, now: datetime) -> None:
    """Take back an attempt whose password was right."""
    uncount_rates(limits, per=SIGN_IN_WINDOW, now=now)


def _claims(request: HttpRequest) -> list[str]:
    """The device's own name and the codes of its contacts; nothing where there is no cookie of ours."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=AGE_S)
    except signing.BadSignature:
        return []
    return [str(code) for code in found] if isinstance(found, list) else []


def _code(contact: str) -> str:
    return pseudonym(_named(contact))[:_CODE_LETTERS]


def _codes(contact: str) -> set[str]:
    """The code, and those under keys that were rotated out: a cookie outlives a rotation."""
    return {code[:_CODE_LETTERS] for code in every_pseudonym(_named(contact))}


def _named(contact: str) -> str:
    return f"device of {contact.lower()}"
