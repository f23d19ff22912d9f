"""Refusals in the one form each reader understands: a page for people, problem details for scripts.

The middleware catches a `DomainError` that a view let through. A view that has something better to offer
(other times, the form with what was typed) catches it itself.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from visavis.lib.errors import DomainError

PROBLEM = "application/problem+json"
INTERFACE = "/api/"
"""Below this address nobody reads pages, whatever they accept."""


class RefusalMiddleware:
    """Put it last: an exception meets the middleware nearest to the view first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refused(request, error) if isinstance(error, DomainError) else None


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to a refusal: RFC 9457 problem details where a script asks, else a page."""
    if speaks_json(request):
        return JsonResponse(details(error), status=error.status, content_type=PROBLEM)
    # An error may know where to go from here.
    context = {
        "sentence": error.human,
        "next_url": getattr(error, "where_next", None),
        "next_words": getattr(error, "next_words", None),
    }
    return render(request, "web/problem.html", context, status=error.status)


def details(error: DomainError) -> dict[str, str | int]:
    """The members of RFC 9457, and `code` for programs."""
    return {
        "type": "about:blank",
        "title": _("That did not work"),
        "status": int(error.status),
        "detail": error.human,
        "code": error.code,
    }


def speaks_json(request: HttpRequest) -> bool:
    """Whether a script is asking: one of the interface's, or one that sends JSON or accepts no page."""
    if request.path.startswith(INTERFACE):
        return True
    if request.content_type in ("application/json", "application/merge-patch+json"):
        return True
    accepts = request.headers.get("Accept", "")
    return "json" in accepts and "text/html" not in accepts
