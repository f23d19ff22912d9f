"""What the pages for clients read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404

from visavis.booking.availability import rules_of, timetables_of
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.models.appointments import UNPROVEN_AHEAD_SQL
from visavis.booking.services.block import contact_codes
from visavis.booking.services.hold import HoldOwner
from visavis.lib.intervals import Interval
from visavis.people.models import Specialist
from visavis.people.photos import select_photo
from visavis.schedule.models import Service
from visavis.schedule.queries import Timetable
from visavis.slots.engine import bookable_slots

SEARCH_STEP = timedelta(days=28)
LONGEST_BREAK = timedelta(hours=4)
LONGEST_VISIT = timedelta(hours=10) + LONGEST_BREAK
"""The longest service and its break, so that one which starts at the end of a span fits."""


def service_with_photo(public_id: UUID) -> Service:
    """A service that anyone may book, with its specialist and photo. Raises `Http404`."""
    rows = Service.objects.select_related("specialist__photo").defer("specialist__photo__webp")
    service = rows.filter(public_id=public_id, active=True, specialist__active=True).first()
    if service is None:
        raise Http404
    return service


@dataclass(frozen=True, slots=True)
class BookableSpecialist:
    """A specialist and what can be booked with them."""

    specialist: Specialist
    services: list[Service]


def bookable_specialists(rows: QuerySet[Specialist] | None = None) -> list[BookableSpecialist]:
    """The specialists who have something to book, among `rows` or among all, in their order. Two queries."""
    active = select_photo((Specialist.objects.all() if rows is None else rows).filter(active=True))
    services: dict[int, list[Service]] = {}
    for service in Service.objects.filter(active=True, specialist__in=active):
        services.setdefault(service.specialist_id, []).append(service)
    return [BookableSpecialist(one, services[one.pk]) for one in active if one.pk in services]


def first_free_times(found: Sequence[BookableSpecialist], *, now: datetime) -> dict[int, datetime]:
    """The first time (UTC) at which any service of each specialist is free, by the specialist's key.

    One query for four weeks of all of them, and one more for the rest where somebody is booked up.
    """
    firsts: dict[int, datetime] = {}
    horizons = {one.specialist.pk: max(service.horizon_days for service in one.services) for one in found}
    end = now + max(timedelta(days=max(horizons.values(), default=0)), SEARCH_STEP)
    for span in (Interval(now, now + SEARCH_STEP), Interval(now + SEARCH_STEP, end)):
        open_ones = [
            one
            for one in found
            if one.specialist.pk not in firsts
            and span.start < now + timedelta(days=horizons[one.specialist.pk])
        ]
        if not open_ones:
            break
        tables = timetables_of(
            [one.specialist for one in open_ones], span.widened(LONGEST_BREAK, LONGEST_VISIT), now=now
        )
        for one in open_ones:
            if first := _first_slot(one, tables[one.specialist.pk], span, now=now):
                firsts[one.specialist.pk] = first
    return firsts


def _first_slot(
    bookable: BookableSpecialist, table: Timetable, span: Interval, *, now: datetime
) -> datetime | None:
    slots = (
        next(bookable_slots(table.working, table.taken, rules_of(service), now=now, within=span), None)
        for service in bookable.services
    )
    return min((slot.start for slot in slots if slot), default=None)


# By hand, for everybody who books asks it; lower, for that is how the index has it.
_STANDING = f"""
SELECT count(*), EXISTS (SELECT 1 FROM booking_blockedvisitor WHERE code = ANY(%(codes)s))
FROM booking_appointment WHERE lower(client_email) = ANY(%(addresses)s)
    AND ({UNPROVEN_AHEAD_SQL} OR state = 'held' AND held_until > %(now)s)
"""  # noqa: S608  its parts are ours


def standing_of(contacts: Sequence[str], *, now: datetime) -> tuple[int, bool]:
    """How many unproven coming appointments these contacts have, and whether staff block one of them.

    A hold that waits for the contact to be confirmed is one.
    """
    addresses = [contact.lower() for contact in contacts if "@" in contact]
    codes = [code for one in contacts for code in contact_codes(one)]
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"addresses": addresses, "codes": codes, "now": now})
        unproven, is_blocked = cursor.fetchone()
    return unproven, is_blocked


def holds_of(owner: HoldOwner, *, now: datetime) -> list[Appointment]:
    """The slots this browser holds at the moment, in order."""
    rows = Appointment.objects.select_related("service", "specialist").filter(
        state=State.HELD.value, held_by=owner.browser, held_until__gt=now
    )
    return list(rows.order_by("starts_at"))
