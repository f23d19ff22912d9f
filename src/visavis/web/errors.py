"""What is answered when there is no page to answer with: Django's handlers, in our look and in both forms.

The pages for 400 and 500 are drawn without a request, because their cause may be the request itself, the
database or a context processor.
"""

import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from visavis.lib.database_away import is_database_away
from visavis.lib.request_log import SAID_ONCE
from visavis.web.database_outage import database_outage
from visavis.web.refusals import PROBLEM, keep_nowhere, wants_json


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be read."""
    return _bare(request, HTTPStatus.BAD_REQUEST, _("We could not read this request"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: this reader may not see it."""
    return _framed(request, HTTPStatus.FORBIDDEN, _("This page is not for you"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that did not come from a fresh page of ours."""
    title = _("Please send the form once more")
    return _framed(request, HTTPStatus.FORBIDDEN, title, code="csrf", template="403_csrf.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is no such page, or none for this reader."""
    return _framed(request, HTTPStatus.NOT_FOUND, _("There is no such page"))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: we broke, or 503: the database is away; nothing that may be broken too is asked."""
    error = sys.exc_info()[1]
    if error and is_database_away(error):
        database_outage.begins(error)
        request.META[SAID_ONCE] = True
    if isinstance(error, OperationalError | InterfaceError):
        answer = _bare(request, HTTPStatus.SERVICE_UNAVAILABLE, _("We are back in a moment"))
        answer["Retry-After"] = "10"
        return answer
    return _bare(request, HTTPStatus.INTERNAL_SERVER_ERROR, _("Something broke on our side"))


def _bare(request: HttpRequest, status: HTTPStatus, title: str) -> HttpResponse:
    if wants_json(request):
        return _details(status, title, status.name.lower())
    return keep_nowhere(HttpResponse(render_to_string(f"{status.value}.html"), status=status))


def _framed(
    request: HttpRequest, status: HTTPStatus, title: str, *, code: str = "", template: str = ""
) -> HttpResponse:
    if wants_json(request):
        return _details(status, title, code or status.name.lower())
    return keep_nowhere(render(request, template or f"{status.value}.html", status=status))


def _details(status: HTTPStatus, title: str, code: str) -> HttpResponse:
    members = {"type": "about:blank", "title": title, "status": status.value, "detail": title, "code": code}
    return keep_nowhere(JsonResponse(members, status=status, content_type=PROBLEM))
