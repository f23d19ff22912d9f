"""Every mail and text message that the demo sent, to be read and clicked."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from visavis.notify.models import OutboxItem
from visavis.people.access import for_everyone

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
PAGE_SIZE = 30
# A mail brings its own style and nothing else; it can neither run anything nor load anything.
MAIL_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


def demo_only(view: View[P]) -> View[P]:
    """404 outside the demo; the addresses are missing there, too."""

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.VISAVIS.demo:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@for_everyone
@require_safe
@demo_only
def items(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    page = Paginator(OutboxItem.objects.defer("html", "calendar"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return render(request, "outbox/list.html", {"page": page})


@for_everyone
@require_safe
@demo_only
def item(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One message."""
    found = get_object_or_404(OutboxItem, public_id=public_id)
    return render(request, "outbox/item.html", {"item": found})


@for_everyone
@require_safe
@demo_only
def mail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A mail as a mail program shows it."""
    found = get_object_or_404(OutboxItem.objects.exclude(html=""), public_id=public_id)
    return HttpResponse(found.html, headers={"Content-Security-Policy": MAIL_POLICY})


@for_everyone
@require_safe
@demo_only
def calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The calendar entry that a mail brought."""
    found = get_object_or_404(OutboxItem.objects.exclude(calendar=b""), public_id=public_id)
    return HttpResponse(
        bytes(found.calendar),
        content_type=f"text/calendar; charset=utf-8; method={found.calendar_method}",
        headers={"Content-Disposition": 'attachment; filename="appointment.ics"'},
    )
