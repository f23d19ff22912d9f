"""What granian serves: Django behind limits for the bodies of requests."""

from visavis.config.wsgi import application as django
from visavis.lib.rsgi import Limits, WsgiBridge

FORM = 64_000
"""Bytes for what clients and programs send: the longest form has a text of 2 000 letters, six bytes each."""
NOTE = 256_000
"""For the desk: a note has 20 000 letters."""
PHOTO = 12_000_000
"""For the photo of a specialist, above the limit of its form, which then says so itself."""


def body_limit(method: str, path: str) -> int:
    """The bytes that a body sent to `path` may have."""
    if path.startswith("/desk/specialists/"):
        return PHOTO
    return NOTE if path.startswith("/desk/") else FORM


ALIVE = {"/healthz": '{"web": "in order"}'}
"""Answered while the process lives, even when every thread waits for a database that hangs."""

application = WsgiBridge(django, body_limit=body_limit, limits=Limits(), immediate=ALIVE)
