"""The client's one answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from visavis.booking.access import appointment_for_client
from visavis.lib import clock
from visavis.notes.forms import ConnectionForm
from visavis.notes.services import rate_connection
from visavis.people.access import for_client
from visavis.people.links import grant_path


@for_client
@require_POST
def connection(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say how the connection was."""
    appointment = appointment_for_client(request, public_id)
    form = ConnectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the three answers."))
        return redirect(grant_path(public_id))
    rate_connection(appointment_id=appointment.pk, answer=form.connection, now=clock.now())
    return redirect(grant_path(public_id))
