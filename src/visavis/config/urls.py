"""Every address of the product; each feature brings its own."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from visavis.config import health
from visavis.people.csrf_token import csrf_token
from visavis.web import errors

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("csrf-token/", csrf_token, name="csrf_token"),
    path("account/", include("visavis.people.account_urls")),
    path("language/", include("visavis.web.urls")),
    path("desk/", include("visavis.desk.urls")),
    path("api/", include("visavis.api.urls")),
    path("hooks/video/", include("visavis.calls.urls")),
    path("", include("visavis.room.urls")),
    path("", include("visavis.notes.urls")),
    path("", include("visavis.history.urls")),
    path("", include("visavis.booking.urls")),
]

if settings.VISAVIS.demo:
    # Neither exists outside the demo: there is no address to be found.
    urlpatterns += [path("demo/", include("visavis.messages.outbox.urls"))]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
