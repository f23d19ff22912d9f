"""A decorator for views that take a POST only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]


def post_only(page: Callable[..., str]) -> Callable[[View], View]:
    """Take a POST; redirect a GET to the address that `page` makes of the request and its arguments.

    A refused form is shown at the address it was sent to. A reload there, another language or a sign-in
    first comes back with a GET, for which a bare 405 would be a dead end. `page` checks the same
    permissions as the view.
    """

    def decorate(view: View) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            return redirect(page(request, *args, **kwargs))

        return wrapper

    return decorate
