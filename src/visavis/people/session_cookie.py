"""The cookie of a session: signed where somebody is signed in.

The key in it is what opens the session, and is looked up in the database. The signature says without a
database that a browser has signed in, so that the web server can tell how large a body it may send.
"""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

_SALT = "visavis.staff"


class SignedSessionMiddleware(SessionMiddleware):
    """Django's own, which signs the cookie of somebody who is signed in."""

    def process_request(self, request: HttpRequest) -> None:
        """Find the session by its key. The signature opens nothing, so none is asked for."""
        name = settings.SESSION_COOKIE_NAME
        given = request.COOKIES.get(name)
        if given:
            request.COOKIES[name] = session_key_in(given)
        super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Sign the cookie where one is set."""
        response = super().process_response(request, response)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and cookie.value and SESSION_KEY in request.session:
            signed = TimestampSigner(salt=_SALT).sign(cookie.value)
            cookie.set(cookie.key, signed, signed)
        return response


def session_key_in(cookie: str) -> str:
    """The key of the session in the value of the cookie, signed or not."""
    return cookie.partition(":")[0]


def was_signed_in(cookie: str) -> bool:
    """Whether the value of the cookie says truly that its browser has signed in, while a session may last.

    It may have ended meanwhile. Keys that were rotated out still count.
    """
    try:
        TimestampSigner(salt=_SALT).unsign(cookie, max_age=settings.SESSION_COOKIE_AGE)
    except BadSignature:
        return False
    return True
