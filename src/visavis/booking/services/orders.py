"""Let a program that got no answer ask again: under the same key it gets the same appointment.

The order is written in the transaction that makes the appointment, so there is none without the other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from visavis.booking.errors import KeyUsedOtherwise, OrderOutdated
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment, Order
from visavis.lib.db import refusing

REMEMBERED_FOR = timedelta(days=1)
_ONE_EACH = "one_order_for_each_key"


@dataclass(frozen=True, slots=True)
class OrderKey:
    """A request that may come twice: `key` names it, `digest` stands for what it asks; both unreadable."""

    key: str
    digest: str


def made_before(order: OrderKey | None) -> Appointment | None:
    """What this order made already; its specialist must be locked. A hold that ran out counts for nothing.

    Raises `KeyUsedOtherwise`, and `OrderOutdated` once all links to the appointment are void: whoever asks
    again may be the one whose contact was wrong.
    """
    if order is None:
        return None
    rows = Order.objects.select_related(
        "appointment__service", "appointment__specialist", "appointment__client"
    )
    found = rows.filter(key=order.key).first()
    if found is None:
        return None
    if found.digest != order.digest:
        raise KeyUsedOtherwise
    if found.appointment.lifecycle is State.EXPIRED:
        found.delete()
        return None
    if found.link_generation != found.appointment.link_generation:
        raise OrderOutdated
    return found.appointment


def remember(order: OrderKey | None, appointment: Appointment, *, now: datetime) -> None:
    """Write down what the order has made. Raises `KeyUsedOtherwise`."""
    if order is not None:
        with refusing(_ONE_EACH, KeyUsedOtherwise()):
            Order.objects.create(
                key=order.key,
                digest=order.digest,
                appointment=appointment,
                link_generation=appointment.link_generation,
                created_at=now,
            )


@transaction.atomic(durable=True)
def forget_orders(*, now: datetime) -> int:
    """Delete the orders that nobody will send again, and return how many."""
    deleted, _each = Order.objects.filter(created_at__lt=now - REMEMBERED_FOR).delete()
    return deleted
