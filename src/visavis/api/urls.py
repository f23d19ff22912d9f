"""The API's URLs, each marked with the access rule of its operation."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern
from django.views.decorators.http import require_safe

from visavis.api.access import Bearer
from visavis.api.application import PARTS, api
from visavis.api.errors import MethodNotAllowed
from visavis.api.problems import problem
from visavis.people.access import Access, for_everyone, for_programs

app_name = "api"


@for_everyone
@require_safe
def root(request: HttpRequest) -> HttpResponseBase:
    """To the page that tells of everything here."""
    return redirect("api:openapi-view")


def _patterns() -> Iterator[URLPattern]:
    """The framework's own addresses, marked. Raises `ImproperlyConfigured` for one without a guard."""
    guards = dict(_guards())
    for pattern in api.urls[0]:
        assert isinstance(pattern, URLPattern)  # noqa: S101  nothing is nested here
        if pattern.name in ("openapi-json", "openapi-view"):
            pattern.callback = for_everyone(require_safe(pattern.callback))
        elif pattern.name == "api-root":
            pattern.callback = root
        else:
            pattern.callback = _behind(guards[str(pattern.name)], pattern.callback)
        yield pattern


def _guards() -> Iterator[tuple[str, Access]]:
    for part in PARTS:
        for view in part.router.path_operations.values():
            for operation in view.operations:
                guard = next(iter(operation.auth_callbacks), None)
                if not isinstance(guard, Bearer) or len(view.operations) > 1:
                    raise ImproperlyConfigured(f"{operation.path} needs one operation behind one guard")
                yield str(operation.url_name), guard.access


def _behind(access: Access, view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def answered(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        response: HttpResponseBase = view(request, **arguments)
        if response.status_code == MethodNotAllowed.status:
            refused = problem(MethodNotAllowed())
            refused.headers["Allow"] = response["Allow"]
            return refused
        return response

    return for_programs(access)(answered)


urlpatterns: list[URLPattern] = list(_patterns())
