"""What the desk itself writes down: who asked for somebody's personal link."""

from datetime import datetime

from django.db import transaction

from visavis.audit.log import log_action
from visavis.booking.models import Appointment
from visavis.people.actors import Actor


@transaction.atomic(durable=True)
def note_link_shown(*, appointment: Appointment, by: Actor, now: datetime) -> None:
    """Write down that a member of staff was given a client's personal link to pass on.

    Whoever has it acts as the client, so the audit keeps who asked for it.
    """
    log_action("PersonalLinkShown", by=by, at=now, subject_kind="appointment", subject=appointment.public_id)
