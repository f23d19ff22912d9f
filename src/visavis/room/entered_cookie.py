"""The cookies of a browser with a personal link: which device it is, and whether it pressed to enter."""

import secrets
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from visavis.people.links import grant_path

ENTERED_COOKIE, DEVICE_COOKIE = "entered", "device"
ENTERED_AGE_S = 24 * 3600
DEVICE_AGE_S = 31 * 24 * 3600


def has_entered(request: HttpRequest) -> bool:
    """Whether this browser pressed the button to enter: a mail scanner that opened the link has not."""
    return bool(request.COOKIES.get(ENTERED_COOKIE))


def device_of(request: HttpRequest) -> str:
    """The digest of this browser's own name, by which a visit knows it; empty where it has none yet."""
    return device_named(request.COOKIES.get(DEVICE_COOKIE, ""))


def name_of(request: HttpRequest) -> str:
    """The browser's own random name, which nobody else knows; a new one where it has none yet."""
    return request.COOKIES.get(DEVICE_COOKIE, "") or secrets.token_urlsafe(24)


def device_named(name: str) -> str:
    """The digest of a browser's name."""
    return sha256(name.encode()).hexdigest()[:32] if name else ""


def set_device_cookie(response: HttpResponse, public_id: UUID, name: str) -> None:
    """Let the browser keep its name before it enters: a lost answer then makes it no other device."""
    _set(response, public_id, DEVICE_COOKIE, name, age_s=DEVICE_AGE_S)


def set_entered_cookie(response: HttpResponse, public_id: UUID, name: str) -> None:
    """Remember that the browser of this name has entered, or asked to."""
    set_device_cookie(response, public_id, name)
    _set(response, public_id, ENTERED_COOKIE, "1", age_s=ENTERED_AGE_S)


def delete_entered_cookie(response: HttpResponse, public_id: UUID) -> None:
    """Forget that this browser has entered; it stays the device that it is."""
    response.delete_cookie(ENTERED_COOKIE, path=grant_path(public_id), samesite="Lax")


def _set(response: HttpResponse, public_id: UUID, cookie: str, value: str, *, age_s: int) -> None:
    response.set_cookie(
        cookie,
        value,
        max_age=age_s,
        path=grant_path(public_id),
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )
