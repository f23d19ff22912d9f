"""The waiting clients: a fragment that every desk page polls."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.waiting.access import may_admit
from visavis.waiting.queries import late_clients, running_consultations, waiting_clients
from visavis.waiting.services import acknowledge_visits


@for_staff()
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: StaffRequest) -> HttpResponse:
    """The clients in the waiting room, and those in a call that its specialist has left.

    A page on which the specialist sees them polls by POST, and the time is stored: clients are told
    "she sees that you are here" only if that was true within the last seconds.
    """
    now = clock.now()
    waiting = waiting_clients(request.user, now=now)
    if request.method == "POST":
        acknowledge_visits(user=request.user, now=now)
    context = {
        "waiting": [(one, may_admit(request.user, one.appointment)) for one in waiting],
        "present": sum(one.visit.is_here(now=now) for one in waiting),
        # Only a specialist's own client rings at the desk; reception and administrators hear no ring.
        "ringing": sum(one.own and not one.answered and one.visit.is_here(now=now) for one in waiting),
        "running": running_consultations(request.user, now=now),
        "late": late_clients(request.user, now=now),
    }
    return render(request, "desk/queue.html", context)
