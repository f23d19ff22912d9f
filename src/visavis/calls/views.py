"""The address that a provider's webhooks go to.

Who has not signed gets an answer without a word: neither why, nor what is configured here.
"""

from datetime import timedelta
from http import HTTPStatus

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from visavis.calls.services import record_provider_fact
from visavis.lib import clock
from visavis.people.access import for_providers
from visavis.people.rate_limits import check_rate, client_ip
from visavis.video.port import NotOurs
from visavis.video.providers import provider as named_provider

MAX_BYTES = 64 * 1024
"""Of one webhook; they have some 2 kB."""
UNSIGNED = 30
"""Attempts without a right signature of one address in a minute."""
SIGNED = 6000
"""Webhooks of one provider in a minute: a thousand calls that begin at once."""
_MINUTE = timedelta(minutes=1)


@for_providers
@require_POST
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """Take what a provider tells. Raises `RateLimited`."""
    now, headers = clock.now(), {name.lower(): value for name, value in request.headers.items()}
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES or len(request.body) > MAX_BYTES:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        facts = named_provider(provider).read_webhook(headers, request.body)
    except (ImproperlyConfigured, NotOurs) as error:
        check_rate(f"unsigned webhooks {client_ip(request)}", limit=UNSIGNED, per=_MINUTE, now=now)
        is_unknown = isinstance(error, ImproperlyConfigured)
        return HttpResponse(status=HTTPStatus.NOT_FOUND if is_unknown else HTTPStatus.UNAUTHORIZED)
    check_rate(f"webhooks {provider}", limit=SIGNED, per=_MINUTE, now=now)
    for fact in facts:
        record_provider_fact(fact, now=now)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
