"""The waiting clients: a fragment that every desk page polls."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from visavis.desk.queue_entries import late_entries, queue_tag, waiting_entries
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.waiting.queries import running_consultations
from visavis.waiting.services import acknowledge_visits

TAG = "X-Queue-Tag"
"""The state that a page shows, and the state of the answer."""


@for_staff()
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: StaffRequest) -> HttpResponse:
    """The clients in the waiting room, and those in a call that its specialist has left.

    A page that says which state it shows is answered 204 while nothing is new, without drawing anything.

    A page on which the specialist sees them polls by POST, and the time is stored: clients are told
    "she sees that you are here" only if that was true within the last seconds.
    """
    now = clock.now()
    waiting = waiting_entries(request.user, now=now)
    if request.method == "POST":
        acknowledge_visits(user=request.user, now=now)
    running = running_consultations(request.user, now=now)
    late = late_entries(request.user, now=now)
    tag = queue_tag(waiting, running, late, language=get_language() or "", now=now)
    if request.headers.get(TAG) == tag:
        return _tagged(HttpResponse(status=HTTPStatus.NO_CONTENT), tag)
    context = {
        "waiting": waiting,
        "present": sum(one.is_here for one in waiting),
        "ringing": sum(one.rings for one in waiting),
        "running": running,
        "late": late,
    }
    return _tagged(render(request, "desk/queue.html", context), tag)


def _tagged(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers[TAG] = tag
    return response
