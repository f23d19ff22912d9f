"""Personal links: opening one, and asking for it again."""

from datetime import timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from visavis.booking import access
from visavis.booking.cookies import set_grant_cookie
from visavis.booking.forms import LinkForm
from visavis.booking.services import ask_for_links
from visavis.lib import clock
from visavis.people.access import for_everyone
from visavis.people.known_devices import check_contact_rate, remember_device
from visavis.people.links import grant_path, personal_link
from visavis.people.rate_limits import RateLimited, check_rate, client_ip
from visavis.practice.models import Practice

IN_APP_BROWSERS = (
    "Instagram", "FBAN", "FBAV", "FB_IAB", "Telegram", "Viber", " Line/", "MicroMessenger", "Snapchat",
    "LinkedInApp", "Twitter", "Pinterest", "TikTok", "musical_ly", "BytedanceWebview", "GSA/", "; wv)",
)  # fmt: skip
"""User agents of browsers inside other apps; camera and microphone often fail there."""


@for_everyone
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Set the grant cookie, and redirect to an address without the secret."""
    opened = access.open_link(token, now=clock.now())
    if opened is None:
        response = _ask_page(request, LinkForm(country=""), HTTPStatus.NOT_FOUND, broken=True)
    elif "here" not in request.GET and is_in_app(request):
        appointment = opened.appointment
        address = personal_link(appointment.public_id, appointment.link_generation, source=opened.source)
        response = render(request, "booking/in_app.html", {"address": address})
    else:
        response = redirect(grant_path(opened.appointment.public_id))
        set_grant_cookie(response, opened.appointment, opened.source)
        remember_device(response, request, opened.contact)
    return _unkept(response)


@for_everyone
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Send the links of a contact's coming appointments again; the answer never tells if there are any."""
    if request.method != "POST":
        return _ask_page(request, LinkForm(country=Practice.current().country))
    now = clock.now()
    check_rate(f"link asked from {client_ip(request)}", limit=20, per=timedelta(hours=1), now=now)
    form = LinkForm(request.POST, country=Practice.current().country)
    if not form.is_valid():
        return _ask_page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    email, phone = form.cleaned_data["contact"]
    try:
        check_contact_rate(request, "link asked for", email or phone, now=now)
    except RateLimited:
        # The same page: another one would tell a stranger that somebody has asked.
        return render(request, "booking/link_sent.html")
    ask_for_links(email=email, phone=phone)
    return render(request, "booking/link_sent.html")


def is_in_app(request: HttpRequest) -> bool:
    """Whether the request comes from the browser inside another app."""
    agent = request.headers.get("User-Agent", "")
    return any(name in agent for name in IN_APP_BROWSERS)


def _ask_page(
    request: HttpRequest, form: LinkForm, status: HTTPStatus = HTTPStatus.OK, *, broken: bool = False
) -> HttpResponse:
    return render(request, "booking/ask_for_link.html", {"form": form, "broken": broken}, status=status)


def _unkept(response: HttpResponse) -> HttpResponse:
    """Keep an address with a secret out of caches, referrers and search engines."""
    patch_cache_control(response, private=True, no_store=True)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
