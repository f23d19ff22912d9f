"""What a desk is told at once: a ticket for the stream of whom this user works for."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from visavis.lib import clock
from visavis.live.subscribe import subscribe
from visavis.people.access import StaffRequest, for_staff
from visavis.people.models import Specialist, User
from visavis.waiting.streams import EVERY_DESK, desk_stream


@for_staff()
@require_POST
def live(request: StaffRequest) -> HttpResponse:
    """A ticket that one of this browser's tabs reads the desk's events with, for all of them."""
    return subscribe(streams_for(request.user), now=clock.now())


def streams_for(user: User) -> list[str]:
    """The streams that say when the queue of `user` changes: that of everyone, or of themselves alone."""
    if user.sees_everyone:
        return [EVERY_DESK]
    return [desk_stream(specialist) for specialist in Specialist.objects.filter(user=user)]
