"""A client's own history: an address, a code, and what was booked with the address."""

import uuid
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visavis.booking.access import link_still_valid
from visavis.booking.cookies import set_grant_cookie
from visavis.history import access, queries
from visavis.history.forms import CodeForm, EmailForm
from visavis.history.models import HistoryAccess
from visavis.history.services import close_access, request_access, try_code
from visavis.history.state_labels import state_label
from visavis.history.view_models import past_rows, upcoming_rows
from visavis.lib import clock
from visavis.notes.queries import summary_for_client
from visavis.people.access import for_client, for_everyone
from visavis.people.known_devices import check_contact_rate, remember_device
from visavis.people.links import LinkSource, grant_path
from visavis.people.rate_limits import RateLimited, check_rate, client_ip

HOUR = timedelta(hours=1)
FORM = ["GET", "HEAD", "POST"]


@for_everyone
@require_http_methods(FORM)
def request_code(request: HttpRequest) -> HttpResponse:
    """Take the address; the answer is the same for every address."""
    if request.method != "POST":
        return _without_cache(render(request, "history/request_code.html", {"form": EmailForm()}))
    now, form = clock.now(), EmailForm(request.POST)
    check_rate(f"history asked from {client_ip(request)}", limit=20, per=HOUR, now=now)
    if not form.is_valid():
        context = {"form": form}
        return render(request, "history/request_code.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    response = redirect("history:code")
    access.set_requested_cookie(response, _request_access(request, form.cleaned_data["email"], now=now))
    return response


@for_everyone
@require_http_methods(FORM)
def code(request: HttpRequest) -> HttpResponse:
    """Take the code; the right one opens the history."""
    access_id, now = access.requested_access_id(request), clock.now()
    if access_id is None:
        return redirect("history:request_code")
    if request.method != "POST":
        return _without_cache(render(request, "history/code.html", {"form": CodeForm()}))
    check_rate(f"history code from {client_ip(request)}", limit=40, per=HOUR, now=now)
    form = CodeForm(request.POST)
    typed = form.cleaned_data["code"] if form.is_valid() else ""
    opened = try_code(access_id=access_id, typed=typed, now=now) if typed else None
    if opened is None:
        context = {"form": form, "refused": bool(typed)}
        return render(request, "history/code.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    response = redirect("history:appointments")
    access.set_opened_cookie(response, opened.public_id)
    remember_device(response, request, opened.email)
    return response


@for_client
@require_safe
def appointments(request: HttpRequest) -> HttpResponse:
    """Everything that was booked with the address."""
    now = clock.now()
    opened = access.open_access_of(request, now=now)
    context = {
        "email": opened.email,
        "upcoming": upcoming_rows(opened.email, now=now),
        "past": past_rows(opened.email, now=now),
    }
    return render(request, "history/appointments.html", context)


@for_client
@require_safe
def appointment_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One appointment, with its summary."""
    now = clock.now()
    appointment = queries.appointment_of_email(access.open_access_of(request, now=now).email, public_id)
    context = {
        "appointment": appointment,
        "service": appointment.service,
        "specialist": appointment.specialist,
        "zone": appointment.client_tz,
        "state_label": state_label(appointment),
        "shared_summary": summary_for_client(appointment),
        "opens": link_still_valid(appointment, now=now),
    }
    return render(request, "history/appointment.html", context)


@for_client
@require_POST
def open_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Go on to the appointment's own page, as its personal link does."""
    now = clock.now()
    appointment = queries.appointment_of_email(access.open_access_of(request, now=now).email, public_id)
    response = redirect(grant_path(appointment.public_id))
    set_grant_cookie(response, appointment, LinkSource.EMAIL)
    return response


@for_client
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the history, so that nobody else finds it open on a shared device."""
    now = clock.now()
    opened: HistoryAccess = access.open_access_of(request, now=now)
    close_access(access_id=opened.public_id, now=now)
    response = redirect("history:request_code")
    response.delete_cookie(access.OPENED_COOKIE, path=access.PATH)
    return response


def _request_access(request: HttpRequest, email: str, *, now: datetime) -> UUID:
    try:
        check_contact_rate(request, "history asked for", email, now=now)
    except RateLimited:
        # The same answer as always: another one would tell a stranger that somebody has asked.
        return uuid.uuid4()
    return request_access(email=email, language=get_language() or "en", now=now).public_id


def _without_cache(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
