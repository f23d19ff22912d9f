"""Announce that the client or the specialist will be late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from visavis.booking.lifecycle import OPEN
from visavis.booking.models import Appointment
from visavis.lib.errors import require
from visavis.lib.facts import publish
from visavis.people.actors import THE_CLIENT, Actor
from visavis.people.models import Specialist
from visavis.people.parties import Party
from visavis.people.rate_limits import RateLimited, check_rate
from visavis.waiting.errors import TooManyAnnouncements
from visavis.waiting.events import announce_queue_change, send_to
from visavis.waiting.facts import ClientRunsLate, SpecialistRunsLate
from visavis.waiting.models import ClientDelay, SpecialistDelay, Visit
from visavis.waiting.permissions import delay_refusal
from visavis.waiting.rules import DELAY_CONCERNS_NEXT, MAX_ANNOUNCED_DELAYS, REPEATS_WITHIN


@dataclass(frozen=True, slots=True)
class DelayAnnouncement:
    """How many clients are told of a delay, and the names of those whom nothing but their page could tell."""

    number: int
    unreached: Sequence[str]


@transaction.atomic(durable=True)
def announce_client_delay(*, appointment_id: int, minutes: int, now: datetime) -> ClientDelay:
    """The client will be late by `minutes`; the desk shows it. Said again, the newer words count.

    Raises `NotTheTime` long before the start, after the end, and where nothing is agreed, and
    `TooManyAnnouncements`.
    """
    appointment = Appointment.locked(appointment_id)
    require(delay_refusal(appointment.snapshot, now=now))
    try:
        subject = f"late {appointment.public_id}"
        check_rate(subject, limit=MAX_ANNOUNCED_DELAYS, per=REPEATS_WITHIN, now=now)
    except RateLimited:
        raise TooManyAnnouncements from None
    late, _created = ClientDelay.objects.update_or_create(
        appointment=appointment, defaults={"minutes": minutes, "said_at": now}
    )
    publish(ClientRunsLate(appointment, by=THE_CLIENT, at=now, minutes=minutes))
    send_to(appointment, Party.SPECIALIST, "client_late", now=now, minutes=minutes)
    announce_queue_change(appointment, now=now)
    return late


@transaction.atomic(durable=True)
def announce_specialist_delay(
    *, specialist_id: int, by: Actor, minutes: int, now: datetime
) -> DelayAnnouncement:
    """The specialist runs late: tell all who wait and who come within the next hours.

    No minutes take it back, in silence: nobody minds a start on time.
    """
    specialist = Specialist.objects.select_for_update(no_key=True).get(pk=specialist_id)
    SpecialistDelay.objects.update_or_create(
        specialist=specialist,
        defaults={"minutes": minutes, "said_at": now, "until": now + DELAY_CONCERNS_NEXT},
    )
    upcoming = Appointment.objects.select_related("service", "specialist", "client").filter(
        specialist=specialist,
        state__in=[state.value for state in OPEN],
        ends_at__gt=now,
        starts_at__lte=now + DELAY_CONCERNS_NEXT,
    )
    told = list(upcoming.order_by("pk").select_for_update(of=("self",), no_key=True))
    # Locked, so that a page that notices them meanwhile passes over them instead of waiting for us.
    visits = Visit.waiting().filter(appointment__in=told).order_by("pk").select_for_update(no_key=True)
    waiting = set(visits.values_list("appointment_id", flat=True))
    for appointment in told:
        send_to(appointment, Party.CLIENT, "late", now=now, minutes=minutes)
        if minutes and appointment.pk not in waiting:
            publish(SpecialistRunsLate(appointment, by=by, at=now, minutes=minutes))
    away = [one for one in told if one.pk not in waiting]
    unreached = [one.client_name for one in away if not (one.client_email or one.client_phone)]
    return DelayAnnouncement(len(told) - len(unreached), unreached)
