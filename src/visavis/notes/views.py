"""The specialist's pages of an appointment's texts. A script saves while they type, a form on a button."""

import json
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from visavis.booking.models import Appointment
from visavis.lib import clock
from visavis.notes.access import appointment_to_write_about
from visavis.notes.errors import ChangedElsewhere, NoSuchVersion, NothingToShare, NotOverYet, TextRefused
from visavis.notes.forms import RestoreForm, TextForm, restored
from visavis.notes.kinds import TextKind
from visavis.notes.models import Writing
from visavis.notes.presenting import papers
from visavis.notes.queries import earlier_of
from visavis.notes.services import restore_text, save_text, share_summary, withdraw_summary
from visavis.people.access import StaffRequest, for_staff
from visavis.people.models import Role
from visavis.web.refusals import PROBLEM, details, speaks_json
from visavis.web.times import clock_time

WRITES = (Role.ADMIN, Role.SPECIALIST)


@for_staff(*WRITES)
@require_safe
def texts(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Note and summary of one appointment."""
    return _page(request, appointment_to_write_about(request.user, public_id))


@for_staff(*WRITES)
@require_POST
def save(request: StaffRequest, public_id: UUID, kind: TextKind) -> HttpResponse:
    """Save a text: a script is told the new version, a form comes back to the page."""
    appointment = appointment_to_write_about(request.user, public_id)
    form = TextForm(_sent(request))
    if not form.is_valid():
        return _unreadable(request, appointment, kind, form)
    text, version = form.cleaned_data["text"], form.cleaned_data["version"]
    try:
        row = save_text(
            appointment_id=appointment.pk,
            author=request.user,
            kind=kind,
            text=text,
            version=version,
            now=clock.now(),
        )
    except ChangedElsewhere as refusal:
        return _both(request, appointment, kind, text, refusal)
    if speaks_json(request):
        return JsonResponse(_told(appointment, row))
    messages.success(request, _("Saved."))
    return redirect("notes:texts", public_id)


@for_staff(*WRITES)
@require_POST
def share(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Let the client read the summary as it was sent."""
    appointment = appointment_to_write_about(request.user, public_id)
    form, kind = TextForm(_sent(request)), TextKind.SUMMARY
    if not form.is_valid():
        return _unreadable(request, appointment, kind, form)
    text, version = form.cleaned_data["text"], form.cleaned_data["version"]
    try:
        share_summary(
            appointment_id=appointment.pk, author=request.user, text=text, version=version, now=clock.now()
        )
    except ChangedElsewhere as refusal:
        return _both(request, appointment, kind, text, refusal)
    except (NotOverYet, NothingToShare) as refusal:
        return _again(request, appointment, kind, refusal.status, text=text, problem=refusal.human)
    messages.success(request, _("%(name)s can read the summary.") % {"name": appointment.client_name})
    return redirect("room:desk", public_id)


@for_staff(*WRITES)
@require_POST
def withdraw(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Take the summary back."""
    appointment = appointment_to_write_about(request.user, public_id)
    withdraw_summary(appointment_id=appointment.pk, author=request.user, now=clock.now())
    messages.success(request, _("The summary is taken back. Your draft is still here."))
    return redirect("notes:texts", public_id)


@for_staff(*WRITES)
@require_safe
def earlier(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The earlier versions of both texts."""
    appointment = appointment_to_write_about(request.user, public_id)
    context = {
        "appointment": appointment,
        "zone": appointment.specialist.zone,
        "versions": earlier_of(appointment, request.user),
    }
    return render(request, "notes/earlier.html", context)


@for_staff(*WRITES)
@require_POST
def restore(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Let an earlier version stand again."""
    appointment = appointment_to_write_about(request.user, public_id)
    form = RestoreForm(request.POST)
    if not form.is_valid():
        raise NoSuchVersion
    restore_text(appointment_id=appointment.pk, author=request.user, now=clock.now(), **restored(form))
    messages.success(request, _("The earlier version stands again. The one before it is kept, too."))
    return redirect("notes:texts", public_id)


def _page(
    request: StaffRequest, appointment: Appointment, *, status: int = HTTPStatus.OK, **more: Any
) -> HttpResponse:
    zone = appointment.specialist.zone
    context = {"appointment": appointment, "zone": zone, **papers(appointment, request.user), **more}
    return render(request, "notes/texts.html", context, status=status)


def _sent(request: StaffRequest) -> Any:
    """What a form or a script sent. What is no JSON object holds no field."""
    if request.content_type != "application/json":
        return request.POST
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _unreadable(
    request: StaffRequest, appointment: Appointment, kind: TextKind, form: TextForm
) -> HttpResponse:
    if speaks_json(request):
        raise TextRefused(form.said)
    sent = request.POST.get("text", "")
    return _again(request, appointment, kind, HTTPStatus.UNPROCESSABLE_ENTITY, text=sent, problem=form.said)


def _both(
    request: StaffRequest, appointment: Appointment, kind: TextKind, text: str, refusal: ChangedElsewhere
) -> HttpResponse:
    """Both texts: what was sent, and what stands there now."""
    if speaks_json(request):
        told = details(refusal) | _told(appointment, refusal.writing) | {"text": refusal.writing.text}
        return JsonResponse(told, status=refusal.status, content_type=PROBLEM)
    other = refusal.writing.text
    return _again(request, appointment, kind, refusal.status, text=text, other=other, problem=refusal.human)


def _again(
    request: StaffRequest, appointment: Appointment, kind: TextKind, status: int, **changed: Any
) -> HttpResponse:
    """The page with what was typed still in its place."""
    paper = papers(appointment, request.user)[kind.value]
    return _page(request, appointment, status=status, **{kind.value: replace(paper, **changed)})


def _told(appointment: Appointment, row: Writing) -> dict[str, Any]:
    return {"version": row.version, "saved": clock_time(row.saved_at, appointment.specialist.zone)}
