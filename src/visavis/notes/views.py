"""The specialist's pages with note and summary. A script saves while they type, a form on a button."""

import json
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
from visavis.notes.access import appointment_for_author
from visavis.notes.errors import ChangedElsewhere, NoSuchRevision, NothingToShare, NotOverYet, TextRefused
from visavis.notes.forms import RestoreForm, TextForm
from visavis.notes.kinds import TextKind
from visavis.notes.models import Draft
from visavis.notes.services import restore_text, save_text, share_summary, withdraw_summary
from visavis.notes.view_models import NotesView, notes_view, revision_views
from visavis.people.access import StaffRequest, for_staff
from visavis.people.models import Role
from visavis.web.refusals import PROBLEM, problem_details, wants_json
from visavis.web.times import clock_time

WRITES = (Role.ADMIN, Role.SPECIALIST)


@for_staff(*WRITES)
@require_safe
def notes_page(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Note and summary of one appointment."""
    appointment = appointment_for_author(request.user, public_id)
    return _page(request, appointment, notes_view(appointment, request.user))


@for_staff(*WRITES)
@require_POST
def save(request: StaffRequest, public_id: UUID, kind: TextKind) -> HttpResponse:
    """Save a text: a script gets the new version as JSON, a form a redirect to the page."""
    appointment = appointment_for_author(request.user, public_id)
    form = TextForm(_read_fields(request))
    if not form.is_valid():
        return _show_invalid(request, appointment, kind, form)
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
        return _show_conflict(request, appointment, kind, text, refusal)
    if wants_json(request):
        return JsonResponse(_saved_fields(appointment, row))
    messages.success(request, _("Saved."))
    return redirect("notes:page", public_id)


@for_staff(*WRITES)
@require_POST
def share(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Share the summary with the client, with the text that was sent."""
    appointment = appointment_for_author(request.user, public_id)
    form, kind = TextForm(_read_fields(request)), TextKind.SUMMARY
    if not form.is_valid():
        return _show_invalid(request, appointment, kind, form)
    text, version = form.cleaned_data["text"], form.cleaned_data["version"]
    try:
        share_summary(
            appointment_id=appointment.pk, author=request.user, text=text, version=version, now=clock.now()
        )
    except ChangedElsewhere as refusal:
        return _show_conflict(request, appointment, kind, text, refusal)
    except (NotOverYet, NothingToShare) as refusal:
        return _show_problem(request, appointment, kind, refusal.status, text=text, problem=refusal.human)
    messages.success(request, _("%(name)s can read the summary.") % {"name": appointment.client_name})
    return redirect("room:desk", public_id)


@for_staff(*WRITES)
@require_POST
def withdraw(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Stop sharing the summary."""
    appointment = appointment_for_author(request.user, public_id)
    withdraw_summary(appointment_id=appointment.pk, author=request.user, now=clock.now())
    messages.success(request, _("The summary is taken back. Your draft is still here."))
    return redirect("notes:page", public_id)


@for_staff(*WRITES)
@require_safe
def revisions(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The earlier versions of both texts."""
    appointment = appointment_for_author(request.user, public_id)
    context = {
        "appointment": appointment,
        "zone": appointment.specialist.zone,
        "revisions": revision_views(appointment, request.user),
    }
    return render(request, "notes/revisions.html", context)


@for_staff(*WRITES)
@require_POST
def restore(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Replace a text by an earlier version of it."""
    appointment = appointment_for_author(request.user, public_id)
    form = RestoreForm(request.POST)
    if not form.is_valid():
        raise NoSuchRevision
    restore_text(
        appointment_id=appointment.pk,
        author=request.user,
        kind=TextKind(form.cleaned_data["kind"]),
        version=form.cleaned_data["version"],
        now=clock.now(),
    )
    messages.success(request, _("The earlier version stands again. The one before it is kept, too."))
    return redirect("notes:page", public_id)


def _page(
    request: StaffRequest, appointment: Appointment, notes: NotesView | None, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"appointment": appointment, "zone": appointment.specialist.zone, "notes": notes}
    return render(request, "notes/notes.html", context, status=status)


def _read_fields(request: StaffRequest) -> Any:
    """The fields that a form or a script sent; none where the body is not a JSON object."""
    if request.content_type != "application/json":
        return request.POST
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _show_invalid(
    request: StaffRequest, appointment: Appointment, kind: TextKind, form: TextForm
) -> HttpResponse:
    if wants_json(request):
        raise TextRefused(form.problem)
    sent = request.POST.get("text", "")
    return _show_problem(
        request, appointment, kind, HTTPStatus.UNPROCESSABLE_ENTITY, text=sent, problem=form.problem
    )


def _show_conflict(
    request: StaffRequest, appointment: Appointment, kind: TextKind, text: str, refusal: ChangedElsewhere
) -> HttpResponse:
    """Show what was sent and what another tab has saved."""
    if wants_json(request):
        told = (
            problem_details(refusal)
            | _saved_fields(appointment, refusal.draft)
            | {"text": refusal.draft.text}
        )
        return JsonResponse(told, status=refusal.status, content_type=PROBLEM)
    other = refusal.draft.text
    return _show_problem(
        request, appointment, kind, refusal.status, text=text, other=other, problem=refusal.human
    )


def _show_problem(
    request: StaffRequest, appointment: Appointment, kind: TextKind, status: int, **changed: Any
) -> HttpResponse:
    """The page with the typed text and the problem."""
    notes = notes_view(appointment, request.user)
    assert notes is not None  # noqa: S101  `appointment_for_author` has let the user in
    return _page(request, appointment, notes.with_draft(kind, **changed), status=status)


def _saved_fields(appointment: Appointment, row: Draft) -> dict[str, Any]:
    return {"version": row.version, "saved": clock_time(row.saved_at, appointment.specialist.zone)}
