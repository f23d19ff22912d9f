"""A consultation now: made on the spot, its link handed over at once."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from visavis.booking.errors import BookingRefused
from visavis.booking.models import Appointment
from visavis.booking.services import book_now
from visavis.desk.access import specialist_for, specialists_for
from visavis.desk.forms.appointment import NowForm
from visavis.desk.reading import id_asked
from visavis.desk.views.link import hand_over
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.practice.models import Practice


@for_staff()
@require_http_methods(["GET", "HEAD", "POST"])
def start_now(request: StaffRequest) -> HttpResponse:
    """The form; sent, it leads to the client's link. Refused, it says why and keeps everything."""
    specialist = specialist_for(request.user, id_asked(request, "specialist"))
    if specialist is None:
        return render(request, "desk/nobody.html")
    initial = {"zone": specialist.zone, "language": Practice.current().language}
    form = NowForm(request.POST or None, specialist=specialist, initial=initial)
    if request.method == "POST" and (made := _made(request, form)):
        hand_over(request, made, now=clock.now())
        return redirect("desk:link", made.public_id)
    context = {
        "form": form,
        "specialist": specialist,
        "specialists": specialists_for(request.user),
        "now": clock.now(),
    }
    return render(request, "desk/now.html", context, status=422 if form.is_bound else 200)


def _made(request: StaffRequest, form: NowForm) -> Appointment | None:
    """The consultation; None when the form has to be shown again."""
    if not form.is_valid():
        return None
    try:
        return book_now(
            service_id=form.cleaned_data["service"].pk,
            details=form.details(),
            by=Actor.staff(request.user),
            now=clock.now(),
            **form.consent,
        )
    except BookingRefused as refusal:
        form.refuse(refusal, "service")
        return None
