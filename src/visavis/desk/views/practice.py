"""The practice's settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from visavis.desk.forms.practice import PracticeForm
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.people.models import Role
from visavis.practice.models import Practice
from visavis.practice.services import save_practice
from visavis.web.colour import light_accent


@for_staff(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: StaffRequest) -> HttpResponse:
    """What clients see of the practice, and its policies."""
    form = PracticeForm(request.POST or None, instance=Practice.current())
    if form.is_valid():
        kept = save_practice(
            form.changed_practice(), changed=form.changed_data, by=Actor.staff(request.user), now=clock.now()
        )
        messages.success(request, _("The practice's settings are saved."))
        if kept.accent and (shown := light_accent(kept.accent).strong) != kept.accent.lower():
            words = _("On light paper your colour is drawn darker, as %(shown)s, so that it can be read.")
            messages.info(request, words % {"shown": shown})
        return redirect("desk:practice")
    return render(request, "desk/practice.html", {"form": form}, status=422 if form.is_bound else 200)
