"""What the desk itself writes down: who asked for somebody's personal link."""

from datetime import datetime

from django.db import transaction

from visavis.audit.notes import record
from visavis.booking.models import Appointment
from visavis.people.actors import Actor
from visavis.people.links import personal_link


@transaction.atomic(durable=True)
def show_personal_link(*, appointment: Appointment, by: Actor, now: datetime) -> str:
    """The whole personal link of an appointment's client, for staff to pass on.

    Whoever has it acts as the client, so the audit keeps who asked for it.
    """
    record("PersonalLinkShown", by=by, at=now, subject_kind="appointment", subject=appointment.public_id)
    return personal_link(appointment.public_id, appointment.link_generation)
