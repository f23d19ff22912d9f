"""Send personal links again to whoever can read the contact's messages."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower

from visavis.booking.facts import AskedBy, LinkAskedFor
from visavis.booking.lifecycle import OPEN, State
from visavis.booking.models import Appointment
from visavis.lib.facts import publish
from visavis.people.actors import THE_CLIENT

_COMING = sorted(state.value for state in OPEN | {State.REQUESTED, State.IN_PROGRESS})


@transaction.atomic(durable=True)
def ask_for_link(*, email: str, phone: str, now: datetime) -> int:
    """Publish `LinkAskedFor` for each coming appointment of a contact, and return how many there are.

    One of `email` and `phone` (E.164) is empty. Whoever asked is never told the number.
    """
    # Lower, not iexact: that is how the index has it.
    contact = {"email_lower": email.lower()} if email else {"client_phone": phone}
    asked_by = AskedBy.EMAIL if email else AskedBy.PHONE
    # Only appointments are locked, in one order: nothing here takes a specialist's time.
    rows = Appointment.objects.alias(email_lower=Lower("client_email")).filter(
        state__in=_COMING, ends_at__gt=now, **contact
    )
    coming = list(
        rows.select_related("service", "specialist", "client")
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    for appointment in coming:
        publish(LinkAskedFor(appointment, by=THE_CLIENT, at=now, asked_by=asked_by))
    return len(coming)
