"""Send personal links again, to the contact they belong to."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Lower

from visavis.booking.facts import AskedBy, LinkAskedFor, LinksRevoked, LinksWanted
from visavis.booking.lifecycle import ACTIVE, CHANGEABLE
from visavis.booking.models import Appointment
from visavis.booking.permissions import revoke_links_refusal
from visavis.lib.encryption import TextCipher
from visavis.lib.errors import require
from visavis.lib.facts import publish
from visavis.people.actors import THE_CLIENT, Actor

_COMING = sorted(state.value for state in ACTIVE | CHANGEABLE)
_ABOUT = "contact whose links are wanted"


@transaction.atomic(durable=True)
def ask_for_links(*, email: str, phone: str) -> None:
    """Pass on that a contact's links are wanted; one of `email` and `phone` (E.164) is empty.

    Nothing is looked up here, so that the answer takes as long for a contact we know as for another.
    """
    publish(LinksWanted(_cipher().encrypt(email or phone, _ABOUT).decode()))


@transaction.atomic(durable=True)
def revoke_links(*, appointment_id: int, by: Actor, now: datetime) -> Appointment:
    """Make every link and grant of the appointment void, and have a new link sent to its client.

    It goes to the contacts that are proven, and where none is, to those that were given. Raises
    `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    require(revoke_links_refusal(appointment.snapshot, by.kind))
    appointment.link_generation += 1
    appointment.save(update_fields=["link_generation"])
    publish(LinksRevoked(appointment, by=by, at=now))
    return appointment


@transaction.atomic(durable=True)
def send_links(*, contact: str, now: datetime) -> int:
    """Publish `LinkAskedFor` for each coming appointment of an encrypted contact; return how many there are.

    Raises:
        DecryptionFailed: none of today's keys opens the contact.
    """
    wanted = _cipher().decrypt(contact.encode(), _ABOUT)
    asked_by = AskedBy.EMAIL if "@" in wanted else AskedBy.PHONE
    # Lower, not iexact: that is how the index has it.
    whose = {"email_lower": wanted.lower()} if asked_by is AskedBy.EMAIL else {"client_phone": wanted}
    # Only appointments are locked, in one order: nothing here takes a specialist's time.
    rows = Appointment.objects.alias(email_lower=Lower("client_email")).filter(
        state__in=_COMING, ends_at__gt=now, **whose
    )
    coming = list(
        rows.select_related("service", "specialist", "client")
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    for appointment in coming:
        publish(LinkAskedFor(appointment, by=THE_CLIENT, at=now, asked_by=asked_by))
    return len(coming)


def _cipher() -> TextCipher:
    return TextCipher(settings.VISAVIS.data_keys)
