"""Keep a contact or a network from booking online, and let it book again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from visavis.booking.models import Appointment, BlockedVisitor
from visavis.people.actors import Actor
from visavis.people.rate_limits import every_pseudonym


@transaction.atomic(durable=True)
def block_contacts(*, appointment: Appointment, by: Actor, now: datetime) -> int:
    """Block the appointment's address and phone; return how many are blocked now that were not."""
    contacts = [one for one in (appointment.client_email, appointment.client_phone) if one]
    return sum(_block(contact_codes(one), one, is_network=False, by=by, now=now) for one in contacts)


@transaction.atomic(durable=True)
def block_network(*, appointment: Appointment, by: Actor, now: datetime) -> int:
    """Block the network that the appointment was booked from; return 1 if it was not blocked before."""
    if not appointment.held_network:
        return 0
    return _block([appointment.held_network], appointment.client_name, is_network=True, by=by, now=now)


@transaction.atomic(durable=True)
def unblock(*, public_id: UUID) -> None:
    """Let whoever was blocked book again; doing so twice changes nothing."""
    BlockedVisitor.objects.filter(public_id=public_id).delete()


def contact_codes(contact: str) -> list[str]:
    """What stands for a contact in the list: today's code, and those of keys that were rotated out."""
    return list(every_pseudonym(f"blocked {contact.lower()}"))


def _block(codes: Sequence[str], label: str, *, is_network: bool, by: Actor, now: datetime) -> int:
    """Block the first code, unless one of them is blocked."""
    code, *former = codes
    if former and BlockedVisitor.objects.filter(code__in=former).exists():
        return 0
    _row, is_new = BlockedVisitor.objects.get_or_create(
        code=code,
        defaults={"label": label, "is_network": is_network, "blocked_by": by.user, "created_at": now},
    )
    return int(is_new)
