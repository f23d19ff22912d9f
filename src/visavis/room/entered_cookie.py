"""The cookie of a browser that has entered: a link opened by a mail scanner or a second device has not."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from visavis.people.links import grant_path

ENTERED_COOKIE = "entered"
ENTERED_AGE_S = 24 * 3600


def has_entered(request: HttpRequest) -> bool:
    """Whether this browser pressed the button to enter."""
    return bool(request.COOKIES.get(ENTERED_COOKIE))


def set_entered_cookie(response: HttpResponse, public_id: UUID) -> None:
    """Remember that this browser has entered."""
    response.set_cookie(
        ENTERED_COOKIE,
        "1",
        max_age=ENTERED_AGE_S,
        path=grant_path(public_id),
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


def delete_entered_cookie(response: HttpResponse, public_id: UUID) -> None:
    """Forget that this browser has entered."""
    response.delete_cookie(ENTERED_COOKIE, path=grant_path(public_id), samesite="Lax")
