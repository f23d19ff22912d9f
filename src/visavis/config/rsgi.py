"""What granian serves: Django behind limits for the bodies of requests."""

from django.conf import settings

from visavis.config.wsgi import application as django
from visavis.lib.rsgi import Deadline, Limits, WsgiBridge
from visavis.people.session_cookie import was_signed_in

FORM = 64_000
"""Bytes for what clients and programs send: the longest form has a text of 2 000 letters, six bytes each."""
NOTE = 256_000
"""For staff at the desk: a note has 20 000 letters."""
PHOTO = 12_000_000
"""For the photo of a specialist, above the limit of its form, which then says so itself."""


def body_limit(path: str, cookies: str) -> int:
    """The bytes that a body sent to `path` may have: more than a form only from a browser that has signed in.

    Whether its session still lasts is asked by Django, once the body is read.
    """
    if not was_signed_in(_session_cookie(cookies)):
        return FORM
    if path.startswith("/desk/specialists/"):
        return PHOTO
    return NOTE if path.startswith("/desk/") else FORM


def _session_cookie(cookies: str) -> str:
    """The last of that name, as Django reads them."""
    pairs = (cookie.strip().partition("=") for cookie in cookies.split(";"))
    found = [value for name, _, value in pairs if name == settings.SESSION_COOKIE_NAME]
    return found[-1] if found else ""


ALIVE = {"/healthz": '{"web": "in order"}'}
"""Answered while the process lives, even when every thread waits for a database that hangs."""


def _not_answered() -> str:
    # Its models can be imported only once Django is set up.
    from visavis.config.health import not_answered

    return not_answered()


IN_TIME = {"/readyz": Deadline(seconds=0.7, late=_not_answered)}
"""Answered within a second, even while the database takes connections and then says nothing."""

application = WsgiBridge(django, body_limit=body_limit, limits=Limits(), immediate=ALIVE, deadlines=IN_TIME)
