"""Every refusal as RFC 9457 problem details: the API's own, a feature's, the framework's."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from visavis.api.errors import Invalid, InvalidCredential, InvalidJson, NotFound
from visavis.lib.errors import DomainError
from visavis.people.rate_limits import RateLimited
from visavis.web.refusals import PROBLEM, problem_details

ROOTS = {"body", "query", "header", "path"}
WAIT_S = 60


def problem(error: DomainError, **members: Any) -> HttpResponse:
    """The answer to a refusal, with what its kind has to say beside the sentence."""
    if error.status is HTTPStatus.CONFLICT:
        members = {"reason": error.code} | members
    response = JsonResponse(problem_details(error) | members, status=error.status, content_type=PROBLEM)
    if error.status is HTTPStatus.UNAUTHORIZED:
        shown = ' error="invalid_token"' if isinstance(error, InvalidCredential) else ""
        response.headers["WWW-Authenticate"] = f"Bearer{shown}"
    if isinstance(error, RateLimited):
        response.headers["Retry-After"] = str(WAIT_S)
    return response


def answer_with_problems(api: NinjaAPI) -> None:
    """Let `api` answer every exception so; what is no refusal goes on to Django, which says 500."""
    api.add_exception_handler(Exception, _pass_on)
    api.add_exception_handler(DomainError, _refused)
    api.add_exception_handler(Http404, _nothing_there)
    api.add_exception_handler(HttpError, _not_readable)
    api.add_exception_handler(ValidationError, _unlike_the_schema)


def header_name(argument: str) -> str:
    """The header that an operation takes as `argument`."""
    return argument.replace("_", "-").title()


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error, errors=error.errors) if isinstance(error, Invalid) else problem(error)


def _nothing_there(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(NotFound())


def _not_readable(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(InvalidJson())


def _pass_on(request: HttpRequest, error: Any) -> HttpResponse:
    raise error


def _unlike_the_schema(request: HttpRequest, error: Any) -> HttpResponse:
    said: dict[str, str] = {}
    for one in error.errors:
        said.setdefault(_field(one["loc"]), _sentence(one))
    return _refused(request, Invalid(said))


def _field(location: tuple[str | int, ...]) -> str:
    if location[0] == "header":
        return header_name(str(location[-1]))
    # The second name is that of our own function's argument.
    named = [str(part) for part in location if part not in ROOTS]
    return ".".join(named[1:] if location[0] in ("body", "query") and len(named) > 1 else named)


def _sentence(error: Mapping[str, Any]) -> str:
    limits = error.get("ctx", {})
    if error["type"] == "value_error":
        # One of our own checks, which knows what to say.
        return str(limits.get("error", error["msg"]))
    sentences = {
        "missing": _("This is needed."),
        "extra_forbidden": _("There is no such field here."),
        "string_type": _("Send text."),
        "string_unicode": _("Send text that is whole: half of a character was found."),
        "bool_type": _("Send true or false."),
        "bool_parsing": _("Send true or false."),
        "uuid_type": _("Send an id such as 4f6c2f1e-8f0e-4f6e-9d3b-0b1f6f0c9a11."),
        "uuid_parsing": _("Send an id such as 4f6c2f1e-8f0e-4f6e-9d3b-0b1f6f0c9a11."),
        "string_too_long": _("Send at most %(max_length)s letters."),
        "string_too_short": _("Send at least %(min_length)s letters."),
        "string_pattern_mismatch": _("Letters, digits, “-” and “_” only."),
        "int_parsing": _("Send a whole number."),
        "greater_than_equal": _("Send %(ge)s or more."),
        "less_than_equal": _("Send %(le)s or less."),
    }
    said: str = sentences.get(error["type"], _("This is not what the schema asks for."))
    return str(said % limits)
