"""The services of a specialist: list, make, change, switch off, put in order."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visavis.booking.booked_otherwise import booked_otherwise
from visavis.booking.errors import TermsChangedAgain
from visavis.booking.models.terms import TermsAnswer
from visavis.booking.services import answer_changed_terms
from visavis.desk.access import service_for, specialist_for, specialists_for
from visavis.desk.booked_otherwise_rows import BookedOtherwise, booked_otherwise_rows
from visavis.desk.forms.service import ServiceForm
from visavis.desk.query_params import id_param
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.people.models import Role, Specialist
from visavis.schedule.models import Service
from visavis.schedule.services import move_up, save_service
from visavis.web.post_only import post_only

DECIDES = (Role.ADMIN, Role.SPECIALIST)
FORM = ["GET", "HEAD", "POST"]


@for_staff(*DECIDES)
@require_safe
def services(request: StaffRequest) -> HttpResponse:
    """What a specialist offers, in the order that clients see."""
    specialist = specialist_for(request.user, id_param(request, "specialist"))
    if specialist is None:
        return render(request, "desk/no_specialist.html")
    context = {
        "specialist": specialist,
        "specialists": specialists_for(request.user),
        "services": specialist.services.order_by("position", "id"),
    }
    return render(request, "desk/services.html", context)


@for_staff(*DECIDES)
@require_http_methods(FORM)
def add_service(request: StaffRequest) -> HttpResponse:
    """Add a service that lasts as long as the specialist's usual session."""
    specialist = specialist_for(request.user, id_param(request, "specialist"))
    if specialist is None:
        raise Http404
    service = Service(specialist=specialist, duration_min=specialist.session_min)
    return _form(request, service, title=_("New service"), done=_("The service is added."))


@for_staff(*DECIDES)
@require_http_methods(FORM)
def edit_service(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Change a service. Booked appointments keep the rules they were booked by."""
    service = service_for(request.user, public_id)
    return _form(request, service, title=service.name, done=_("The service is saved."), public_id=public_id)


def _service_page(request: StaffRequest, public_id: UUID) -> str:
    return reverse("desk:service", args=[service_for(request.user, public_id).public_id])


@for_staff(*DECIDES)
@post_only(_service_page)
def answer_booked(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Decide about the appointments that were booked before a change: new place, told, or left."""
    service = service_for(request.user, public_id)
    try:
        answer = TermsAnswer(request.POST.get("answer", ""))
    except ValueError as error:
        raise Http404 from error
    read, by = request.POST.get("acknowledged", ""), Actor.staff(request.user)
    try:
        number = answer_changed_terms(
            service_id=service.pk, answer=answer, acknowledged=read, by=by, now=clock.now()
        )
    except TermsChangedAgain as refusal:
        messages.error(request, refusal.human)
        return redirect("desk:service", public_id)
    _say(request, answer, number)
    return redirect(_list(service.specialist))


def _say(request: StaffRequest, answer: TermsAnswer, number: int) -> None:
    if not number:
        messages.info(request, _("This was settled already."))
    elif answer is TermsAnswer.LEAVE:
        messages.success(request, _("They stay as booked."))
    else:
        words = ngettext("%(number)s client will be told.", "%(number)s clients will be told.", number)
        messages.success(request, words % {"number": number})


@for_staff(*DECIDES)
@require_POST
def service_move_up(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Move a service up in the list."""
    service = service_for(request.user, public_id)
    move_up(service_id=service.pk, by=Actor.staff(request.user), now=clock.now())
    return redirect(_list(service.specialist))


def _form(
    request: StaffRequest, service: Service, *, title: str, done: str, public_id: UUID | None = None
) -> HttpResponse:
    form = ServiceForm(request.POST or None, instance=service)
    if form.is_valid():
        save_service(form.save(commit=False), by=Actor.staff(request.user), now=clock.now())
        messages.success(request, done)
        if public_id and booked_otherwise(service, now=clock.now()):
            return redirect("desk:service", public_id)
        return redirect(_list(service.specialist))
    context = {
        "form": form,
        "title": title,
        "public_id": public_id,
        "specialist": service.specialist,
        "back": _list(service.specialist),
        "booked_otherwise": _booked_otherwise(public_id) if public_id else None,
    }
    return render(request, "desk/service.html", context, status=422 if form.is_bound else 200)


def _booked_otherwise(public_id: UUID) -> BookedOtherwise | None:
    """Of the service as it is stored: a form that was refused has changed nothing."""
    stored = Service.objects.get(public_id=public_id)
    found = booked_otherwise(stored, now=clock.now())
    return booked_otherwise_rows(found, stored) if found else None


def _list(specialist: Specialist) -> str:
    return f"{reverse('desk:services')}?specialist={specialist.public_id}"
