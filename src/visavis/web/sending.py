"""Addresses that only take what a form sends."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]


def sent_only(page: Callable[..., str]) -> Callable[[View], View]:
    """Take a POST; a GET goes to the address that `page` makes of the request and its arguments.

    A form that was sent and refused is drawn at the address it was sent to. Whoever reloads there, chooses
    another language or has to sign in first comes back with a GET, and a bare 405 would be a dead end.
    `page` lets nobody in who may not send: it asks for the same things as the view.
    """

    def decorate(view: View) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def only_sent(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            return redirect(page(request, *args, **kwargs))

        return only_sent

    return decorate
