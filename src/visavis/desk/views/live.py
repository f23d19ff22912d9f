"""Live events of the desk: a ticket for the streams that this user may read."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from visavis.lib import clock
from visavis.live.stream_names import ALL_DESKS, desk_stream, staff_bearer
from visavis.live.subscribe import subscribe
from visavis.people.access import StaffRequest, for_staff
from visavis.people.models import Specialist, User


@for_staff()
@require_POST
def live(request: StaffRequest) -> HttpResponse:
    """A ticket with which one tab reads the desk's events for all tabs of this browser."""
    bearer = staff_bearer(request.user.public_id)
    return subscribe(streams_for(request.user), bearer=bearer, now=clock.now())


def streams_for(user: User) -> list[str]:
    """The streams with changes of this user's queue: the practice's, or only their own."""
    if user.sees_everyone:
        return [ALL_DESKS]
    return [desk_stream(specialist.public_id) for specialist in Specialist.objects.filter(user=user)]
