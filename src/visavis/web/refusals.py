"""Answers to refusals: a page for people, problem details (RFC 9457) for scripts.

The middleware catches a `DomainError` that a view did not catch. A view with a better answer (other times,
the form with what was typed) catches it itself.
"""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.errors import IdleInTransactionSessionTimeout, LockNotAvailable, QueryCanceled

from visavis.lib.errors import DomainError
from visavis.lib.rsgi import BODY_REFUSED, BodyRefused

logger = logging.getLogger(__name__)

# The last one when this process stood still in a transaction: a frozen host, and then it goes on.
_GAVE_UP = (LockNotAvailable, QueryCanceled, IdleInTransactionSessionTimeout)
PROBLEM = "application/problem+json"
API_PREFIX = "/api/"
"""Every answer below this address is JSON."""


class BodyTooLarge(DomainError):
    """The body of a request has more bytes than its address takes."""

    code = "body_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    sentence = gettext_lazy("What you sent is too large. Shorten the text or choose a smaller file.")


class BodyTooSlow(DomainError):
    """The body of a request did not arrive in time."""

    code = "body_too_slow"
    status = HTTPStatus.REQUEST_TIMEOUT
    sentence = gettext_lazy(
        "What you sent did not reach us in time. Check your connection and send it again."
    )


class Busy(DomainError):
    """The database waited too long for somebody else, and gave up."""

    code = "busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    sentence = gettext_lazy("That took too long just now, and nothing was changed. Please try again.")


_BODY_REFUSALS = {BodyRefused.TOO_LARGE: BodyTooLarge, BodyRefused.TOO_SLOW: BodyTooSlow}


class RefusalMiddleware:
    """Put it last: an exception meets the middleware nearest to the view first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if refused := request.META.get(BODY_REFUSED):
            return refusal_response(request, _BODY_REFUSALS[refused]())
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DatabaseError) and isinstance(error.__cause__, _GAVE_UP):
            logger.warning("a request waited too long: %s", type(error.__cause__).__name__)
            error = Busy()
        return refusal_response(request, error) if isinstance(error, DomainError) else None


def refusal_response(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to a refusal: RFC 9457 problem details where a script asks, else a page."""
    if wants_json(request):
        details = problem_details(error)
        return keep_nowhere(JsonResponse(details, status=error.status, content_type=PROBLEM))
    # An error may know a heading of its own, and where to go from here.
    context = {
        "title": getattr(error, "heading", None),
        "sentence": error.human,
        "next_url": getattr(error, "where_next", None),
        "next_words": getattr(error, "next_words", None),
    }
    return keep_nowhere(render(request, "web/problem.html", context, status=error.status))


def keep_nowhere(response: HttpResponse) -> HttpResponse:
    """No cache keeps a refusal: it may be another one a moment later, and it may be about a person."""
    patch_cache_control(response, private=True, no_store=True)
    return response


def problem_details(error: DomainError) -> dict[str, str | int]:
    """The members of RFC 9457, and `code` for programs."""
    return {
        "type": "about:blank",
        "title": _("That did not work"),
        "status": int(error.status),
        "detail": error.human,
        "code": error.code,
    }


def wants_json(request: HttpRequest) -> bool:
    """Whether the request is for the API, sends JSON, or accepts JSON and no page."""
    if request.path.startswith(API_PREFIX):
        return True
    if request.content_type in ("application/json", "application/merge-patch+json"):
        return True
    accepts = request.headers.get("Accept", "")
    return "json" in accepts and "text/html" not in accepts
