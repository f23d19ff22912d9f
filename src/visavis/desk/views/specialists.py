"""The practice's specialists."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from visavis.desk.forms.specialist import SpecialistForm
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.people.countries import country_choices
from visavis.people.models import Role, Specialist
from visavis.people.photos import photo_url, select_photo
from visavis.people.services import save_specialist
from visavis.schedule.public_holidays import holiday_countries

USUAL_ZONE = "Europe/Kyiv"
"""Where the first specialist of a new practice probably works."""
FORM = ["GET", "HEAD", "POST"]


@for_staff(Role.ADMIN)
@require_safe
def specialists(request: StaffRequest) -> HttpResponse:
    """All of them, those who take clients first."""
    rows = select_photo(Specialist.objects.select_related("user")).order_by("-active", "position", "id")
    return render(request, "desk/specialists.html", {"rows": [(one, photo_url(one)) for one in rows]})


@for_staff(Role.ADMIN)
@require_http_methods(FORM)
def add_specialist(request: StaffRequest) -> HttpResponse:
    """Make a new one."""
    first = Specialist.objects.first()
    zone = first.zone if first else USUAL_ZONE
    return _form(request, Specialist(zone=zone), title=_("New specialist"))


@for_staff(Role.ADMIN)
@require_http_methods(FORM)
def edit_specialist(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Change one."""
    specialist = get_object_or_404(select_photo(Specialist.objects.all()), public_id=public_id)
    return _form(request, specialist, title=specialist.name)


def _form(request: StaffRequest, specialist: Specialist, *, title: str) -> HttpResponse:
    form = SpecialistForm(
        request.POST or None,
        request.FILES or None,
        instance=specialist,
        countries=country_choices(holiday_countries()),
    )
    if form.is_valid():
        save_specialist(
            form.save(commit=False),
            photo=form.photo,
            without_photo=form.cleaned_data["without_photo"],
            by=Actor.staff(request.user),
            now=clock.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("desk:specialists")
    photo = photo_url(specialist) if specialist.pk else None
    context = {"form": form, "title": title, "photo": photo, "specialist": specialist}
    return render(request, "desk/specialist.html", context, status=422 if form.is_bound else 200)
