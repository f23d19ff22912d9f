"""The waiting clients: a fragment that every desk page polls."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from visavis.desk.queue_entries import read_queue
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.waiting.services import acknowledge_visits

SHOWN = "shown"
"""The field with the tags of the lines that a page shows, in their order."""


@for_staff()
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: StaffRequest) -> HttpResponse:
    """The clients in the waiting room, and those in a call that its specialist has left.

    A page that says which lines it shows gets the order of all lines and those that it does not have yet, or
    204 where it shows just these. Nothing is remembered of a page: it does not matter what it missed.

    A page on which the specialist sees them polls by POST, and the time is stored: clients are told
    "she sees that you are here" only if that was true within the last seconds.
    """
    now = clock.now()
    read = read_queue(request.user, now=now)
    if request.method == "POST":
        acknowledge_visits(user=request.user, now=now)
    entries = read.tagged(get_language() or "")
    shown = request.POST.get(SHOWN, "").split()
    if SHOWN in request.POST and shown == list(entries):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    missing = {tag: one for tag, one in entries.items() if tag not in shown}
    return render(request, "desk/queue.html", {"queue": read, "tags": entries.keys(), "missing": missing})
