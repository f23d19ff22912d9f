"""Answer with a page of the room, which may reach the provider of this one call and nobody else."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class RoomPage(Protocol):
    """A view-model of such a page."""

    @property
    def origins(self) -> Mapping[str, Sequence[str]]:
        """What its content security policy allows beyond that of all pages."""

    def context(self) -> dict[str, Any]:
        """The context of its template."""


def render_room(request: HttpRequest, template: str, page: RoomPage, *, status: int = 200) -> HttpResponse:
    """Render the page, and let it reach what its call needs."""
    response = render(request, template, page.context(), status=status)
    if page.origins:
        response._csp_update = dict(page.origins)  # type: ignore[attr-defined]  # read by django-csp
    return response
