"""The cookie of a browser that has entered: it names the device, and a link opened elsewhere has none."""

import secrets
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from visavis.people.links import grant_path

ENTERED_COOKIE = "entered"
ENTERED_AGE_S = 24 * 3600


def device_of(request: HttpRequest) -> str:
    """The digest of this browser's own name, by which a visit knows it; empty where it has not entered."""
    return _digest(request.COOKIES.get(ENTERED_COOKIE, ""))


def name_of(request: HttpRequest) -> str:
    """The browser's own random name, which nobody else knows; a new one where it has none yet."""
    return request.COOKIES.get(ENTERED_COOKIE, "") or secrets.token_urlsafe(24)


def device_named(name: str) -> str:
    """The digest of a browser's name."""
    return _digest(name)


def set_entered_cookie(response: HttpResponse, public_id: UUID, name: str) -> None:
    """Remember that the browser of this name has entered, or asked to."""
    response.set_cookie(
        ENTERED_COOKIE,
        name,
        max_age=ENTERED_AGE_S,
        path=grant_path(public_id),
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


def delete_entered_cookie(response: HttpResponse, public_id: UUID) -> None:
    """Forget that this browser has entered."""
    response.delete_cookie(ENTERED_COOKIE, path=grant_path(public_id), samesite="Lax")


def _digest(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:32] if name else ""
