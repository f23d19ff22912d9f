"""The Permissions-Policy header: pages use no device of their reader's, except the room's own pages."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase

P = ParamSpec("P")

HEADER = "Permissions-Policy"
_DEVICES = ("camera", "microphone", "display-capture")
_NEVER = (
    "accelerometer", "bluetooth", "browsing-topics", "geolocation", "gyroscope", "hid", "magnetometer",
    "midi", "payment", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
NO_DEVICES = ", ".join(f"{name}=()" for name in sorted(_DEVICES + _NEVER))
WITH_DEVICES = ", ".join(
    f"{name}={'(self)' if name in _DEVICES else '()'}" for name in sorted(_DEVICES + _NEVER)
)


class PermissionsPolicyMiddleware:
    """Every answer says that its page may use no device, unless its view says otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, NO_DEVICES)
        return response


def allow_devices(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """A page that may ask for camera, microphone and screen, itself and nothing that it embeds.

    Whatever view can answer with the room's page needs it: one that shows a form's mistake does, too.
    """

    @wraps(view)
    def allowing(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response.headers[HEADER] = WITH_DEVICES
        return response

    return allowing
