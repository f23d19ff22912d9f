"""What a monitor asks: does this process answer, and is the whole practice in order."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from visavis.lib.clock import now as the_clock
from visavis.messages.delivery.heartbeats import worker_is_alive
from visavis.people.access import for_everyone

IN_ORDER = "in order"


@for_everyone
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """This process answers; for whoever decides where to send the next request."""
    return _answer({"web": IN_ORDER})


@for_everyone
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Everything that the practice promises can be kept: pages, database, and a worker that sends.

    503 names what is missing. Without a worker pages go on, but nobody is reminded of anything.
    """
    try:
        connection.ensure_connection()
        working = worker_is_alive(now=the_clock())
    except Error:
        return _answer({"web": IN_ORDER, "database": "not reachable", "worker": "not known"})
    return _answer(
        {"web": IN_ORDER, "database": IN_ORDER, "worker": IN_ORDER if working else "none is running"}
    )


def _answer(parts: dict[str, str]) -> HttpResponse:
    sound = all(state == IN_ORDER for state in parts.values())
    return JsonResponse(parts, status=200 if sound else 503, headers={"Cache-Control": "no-store"})
