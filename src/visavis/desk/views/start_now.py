"""Start a consultation now: book it and show the client's link at once."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from visavis.booking.errors import BookingRefused
from visavis.booking.models import Appointment
from visavis.booking.services import book_starting_now
from visavis.desk.access import specialist_for, specialists_for
from visavis.desk.forms.appointment import NowForm
from visavis.desk.query_params import id_param
from visavis.desk.views.personal_link import show_link_in_session
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.practice.models import Practice


@for_staff()
@require_http_methods(["GET", "HEAD", "POST"])
def start_now(request: StaffRequest) -> HttpResponse:
    """The form; when booked, go to the client's link. A refusal keeps what was typed."""
    specialist = specialist_for(request.user, id_param(request, "specialist"))
    if specialist is None:
        return render(request, "desk/no_specialist.html")
    initial = {"zone": specialist.zone, "language": Practice.current().language}
    form = NowForm(request.POST or None, specialist=specialist, initial=initial)
    if request.method == "POST" and (made := _book(request, form)):
        show_link_in_session(request, made, now=clock.now())
        return redirect("desk:link", made.public_id)
    context = {
        "form": form,
        "specialist": specialist,
        "specialists": specialists_for(request.user),
        "now": clock.now(),
    }
    return render(request, "desk/start_now.html", context, status=422 if form.is_bound else 200)


def _book(request: StaffRequest, form: NowForm) -> Appointment | None:
    """The booked consultation; None when the form is shown again."""
    if not form.is_valid():
        return None
    try:
        return book_starting_now(
            service_id=form.cleaned_data["service"].pk,
            details=form.details(),
            by=Actor.staff(request.user),
            now=clock.now(),
            **form.consent,
        )
    except BookingRefused as refusal:
        form.refuse(refusal, "service")
        return None
