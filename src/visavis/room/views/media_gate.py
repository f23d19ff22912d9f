"""The proxy before a media server asks here about each connection, as Caddy's `forward_auth` does."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from visavis.calls.media_access import may_be_connected
from visavis.people.access import Access, Audience, for_programs
from visavis.video.livekit import LiveKit
from visavis.video.livekit.rooms import call_name
from visavis.video.providers import configured_names, provider


@for_programs(Access(Audience.API))
@require_safe
def livekit(request: HttpRequest) -> HttpResponse:
    """200 lets the connection through, 403 does not; why is nobody's business."""
    return HttpResponse(status=HTTPStatus.OK if _lets_in(request) else HTTPStatus.FORBIDDEN)


def _lets_in(request: HttpRequest) -> bool:
    carrier = provider(LiveKit.name) if LiveKit.name in configured_names() else None
    if not isinstance(carrier, LiveKit):
        return False
    knock = carrier.read_knock({name.lower(): value for name, value in request.headers.items()})
    if knock is None:
        return False
    return knock.is_test or may_be_connected(call_name(knock.room), knock.identity, provider=carrier.name)
