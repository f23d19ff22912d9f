"""The desk's own writes: who was shown a client's personal link."""

from datetime import datetime

from django.db import transaction

from visavis.audit.log import log_action
from visavis.booking.models import Appointment
from visavis.people.actors import Actor


@transaction.atomic(durable=True)
def record_link_shown(*, appointment: Appointment, by: Actor, now: datetime) -> None:
    """Record that a member of staff was shown a client's personal link.

    The link lets its holder act as the client, so the audit log keeps who asked for it.
    """
    log_action("PersonalLinkShown", by=by, at=now, subject_kind="appointment", subject=appointment.public_id)
