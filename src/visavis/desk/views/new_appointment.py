"""Book for a client."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from visavis.booking.access import appointment_for_staff
from visavis.booking.errors import BookingRefused
from visavis.booking.models import Appointment
from visavis.booking.services import book_for_client
from visavis.desk.access import service_for, specialist_for, specialists_for
from visavis.desk.forms.appointment import NewAppointmentForm
from visavis.desk.query_params import id_param, instant_param
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.people.models import Specialist
from visavis.practice.models import Practice


@for_staff()
@require_http_methods(["GET", "HEAD", "POST"])
def new_appointment(request: StaffRequest) -> HttpResponse:
    """The form; when booked, go to the appointment. A refusal keeps what was typed."""
    specialist = _specialist(request)
    if specialist is None:
        return render(request, "desk/no_specialist.html")
    form = NewAppointmentForm(
        request.POST or None, specialist=specialist, initial=_initial(request, specialist)
    )
    status = 200
    if request.method == "POST":
        answer = _book(request, form)
        if answer is not None:
            return answer
        status = 422
    context = {
        "form": form,
        "specialist": specialist,
        "specialists": specialists_for(request.user),
        "now": clock.now(),
    }
    return render(request, "desk/new_appointment.html", context, status=status)


def _book(request: StaffRequest, form: NewAppointmentForm) -> HttpResponse | None:
    """The redirect after a booking; None when the form is shown again."""
    if not form.is_valid():
        return None
    data = form.cleaned_data
    try:
        appointment = book_for_client(
            service_id=data["service"].pk,
            slot=form.slot,
            details=form.details(message=data["message"]),
            by=Actor.staff(request.user),
            now=clock.now(),
            **form.consent,
        )
    except BookingRefused as refusal:
        form.refuse(refusal, "time")
        return None
    messages.success(request, _("Booked for %(name)s.") % {"name": appointment.client_name})
    return redirect("desk:appointment", appointment.public_id)


def _specialist(request: StaffRequest) -> Specialist | None:
    if previous := _previous(request):
        return previous.specialist
    service = id_param(request, "service")
    if service is not None:
        return service_for(request.user, service).specialist
    return specialist_for(request.user, id_param(request, "specialist"))


def _initial(request: StaffRequest, specialist: Specialist) -> dict[str, Any]:
    zone = ZoneInfo(specialist.zone)
    initial: dict[str, Any] = {"zone": specialist.zone, "language": Practice.current().language}
    if previous := _previous(request):
        initial |= {**NewAppointmentForm.initial_for_another(previous), "service": previous.service.public_id}
    if service := id_param(request, "service"):
        initial["service"] = service
    if start := instant_param(request, "start"):
        initial |= NewAppointmentForm.initial_for(start, zone)
    return initial


def _previous(request: StaffRequest) -> Appointment | None:
    """The appointment from which another one is booked for the same client."""
    wanted = id_param(request, "again")
    return appointment_for_staff(request.user, wanted) if wanted else None
