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

from visavis.booking.access import still_opens
from visavis.booking.views.visitors import give_grant
from visavis.history import access, queries
from visavis.history.forms import AddressForm, CodeForm
from visavis.history.models import Entrance
from visavis.history.services import ask_for_history, leave_history, try_code
from visavis.history.wording import standing
from visavis.lib import clock
from visavis.notes.queries import shared_at, summary_for_client
from visavis.people.access import for_client, for_everyone
from visavis.people.limits import TooOften, address_of, count
from visavis.people.links import grant_path

HOUR = timedelta(hours=1)
FORM = ["GET", "HEAD", "POST"]


@for_everyone
@require_http_methods(FORM)
def ask(request: HttpRequest) -> HttpResponse:
    """Type the address; the answer is the same for every one of them."""
    if request.method != "POST":
        return _unkept(render(request, "history/ask.html", {"form": AddressForm()}))
    now, form = clock.now(), AddressForm(request.POST)
    count(f"history asked from {address_of(request)}", limit=20, per=HOUR, now=now)
    if not form.is_valid():
        context = {"form": form}
        return render(request, "history/ask.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    response = redirect("history:code")
    access.remember_asked(response, _asked(form.cleaned_data["email"], now=now))
    return response


@for_everyone
@require_http_methods(FORM)
def code(request: HttpRequest) -> HttpResponse:
    """Type the code; right, it leads on."""
    entrance, now = access.asked_by(request), clock.now()
    if entrance is None:
        return redirect("history:ask")
    if request.method != "POST":
        return _unkept(render(request, "history/code.html", {"form": CodeForm()}))
    count(f"history code from {address_of(request)}", limit=40, per=HOUR, now=now)
    form = CodeForm(request.POST)
    typed = form.cleaned_data["code"] if form.is_valid() else ""
    opened = try_code(entrance=entrance, typed=typed, now=now) if typed else None
    if opened is None:
        context = {"form": form, "refused": bool(typed)}
        return render(request, "history/code.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    response = redirect("history:mine")
    access.remember_opened(response, opened.public_id)
    return response


@for_client
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everything that was booked with the address."""
    now = clock.now()
    entrance = access.entrance_of(request, now=now)
    past = queries.past(entrance.email, now=now)
    shared = shared_at(past)
    context = {
        "email": entrance.email,
        "coming": [(one, standing(one)) for one in queries.coming(entrance.email, now=now)],
        "past": [(one, standing(one), one.pk in shared) for one in past],
    }
    return render(request, "history/mine.html", context)


@for_client
@require_safe
def one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One appointment, with its summary."""
    now = clock.now()
    appointment = queries.one_of(access.entrance_of(request, now=now).email, public_id)
    context = {
        "appointment": appointment,
        "service": appointment.service,
        "specialist": appointment.specialist,
        "zone": appointment.client_tz,
        "standing": standing(appointment),
        "summary": summary_for_client(appointment),
        "opens": still_opens(appointment, now=now),
    }
    return render(request, "history/one.html", context)


@for_client
@require_POST
def open_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Go on to the appointment's own page, as its personal link does."""
    now = clock.now()
    appointment = queries.one_of(access.entrance_of(request, now=now).email, public_id)
    response = redirect(grant_path(appointment.public_id))
    give_grant(response, appointment)
    return response


@for_client
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Look no longer: on a borrowed device nobody else finds it open."""
    now = clock.now()
    entrance: Entrance = access.entrance_of(request, now=now)
    leave_history(entrance=entrance.public_id, now=now)
    response = redirect("history:ask")
    response.delete_cookie(access.OPENED_COOKIE, path=access.PATH)
    return response


def _asked(email: str, *, now: datetime) -> UUID:
    try:
        count(f"history asked for {email.lower()}", limit=3, per=HOUR, now=now)
    except TooOften:
        # The same answer: another one would tell a stranger that somebody has asked.
        return uuid.uuid4()
    return ask_for_history(email=email, language=get_language() or "en", now=now).public_id


def _unkept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
