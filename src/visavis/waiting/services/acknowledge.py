"""Acknowledge waiting clients: a page of the specialist shows them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from visavis.booking.lifecycle import OPEN
from visavis.booking.models import Appointment
from visavis.lib.db import sql_texts
from visavis.people.models import User
from visavis.people.parties import Party
from visavis.waiting.events import send_to
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import ACKNOWLEDGED_FOR, Visit

STILL_TRUE = timedelta(seconds=2)
"""What was recorded so lately is not recorded anew: pages ask at each change, and a write costs a commit."""

# By hand, for desks ask every few seconds. Nothing is waited for: what is locked is being decided about at
# this moment, and the page asks again soon.
_ACKNOWLEDGE = f"""
WITH running AS (
    SELECT appointment.id
    FROM booking_appointment appointment
    JOIN people_specialist specialist ON specialist.id = appointment.specialist_id
    WHERE specialist.user_id = %(user)s AND appointment.state IN ({sql_texts(OPEN)})
        AND appointment.starts_at <= %(now)s AND appointment.ends_at > %(now)s
        AND NOT EXISTS (
            SELECT FROM waiting_visit come
            WHERE come.appointment_id = appointment.id AND come.party = 'specialist'
        )
    FOR NO KEY UPDATE OF appointment SKIP LOCKED
), shown AS (
    SELECT visit.id, visit.acknowledged_at
    FROM waiting_visit visit
    JOIN booking_appointment appointment ON appointment.id = visit.appointment_id
    JOIN people_specialist specialist ON specialist.id = appointment.specialist_id
    -- Read first: an appointment is always locked before any visit.
    WHERE (SELECT count(*) FROM running) >= 0
        AND specialist.user_id = %(user)s AND visit.party = 'client' AND visit.stage = 'waiting'
        AND NOT coalesce(visit.acknowledged_at > %(recently)s AND visit.acknowledged_at <= %(now)s, false)
    FOR NO KEY UPDATE OF visit SKIP LOCKED
), acknowledged AS (
    UPDATE waiting_visit visit SET acknowledged_at = %(now)s, acknowledged_by_id = %(user)s
    FROM shown WHERE visit.id = shown.id
    RETURNING visit.appointment_id, coalesce(shown.acknowledged_at >= %(ago)s, false) AS was_told
)
SELECT id, true FROM running UNION ALL SELECT appointment_id, false FROM acknowledged WHERE NOT was_told
"""  # noqa: S608  its parts are ours


@transaction.atomic(durable=True)
def acknowledge_visits(*, user: User, now: datetime) -> None:
    """A page of the specialist `user` shows who waits: record it on those visits.

    The client is told "… sees that you are here" for as long as this stays true. A specialist who has the
    desk open while a consultation of theirs should run has come to it, even if the client has not.
    """
    with connection.cursor() as cursor:
        times = {"now": now, "recently": now - STILL_TRUE, "ago": now - ACKNOWLEDGED_FOR}
        cursor.execute(_ACKNOWLEDGE, {"user": user.pk, **times})
        found = cursor.fetchall()
    _come_to([appointment for appointment, is_running in found if is_running], now=now)
    _tell([appointment for appointment, is_running in found if not is_running], now=now)


def _come_to(running: Sequence[int], *, now: datetime) -> None:
    """Note that the specialist has come to these appointments, which are locked."""
    if running:
        come = {"party": Party.SPECIALIST.value, "stage": Stage.WAITING.value, "entered_at": now}
        visits = [Visit(appointment_id=appointment, **come) for appointment in running]
        Visit.objects.bulk_create(visits, ignore_conflicts=True)


def _tell(news: Sequence[int], *, now: datetime) -> None:
    """Tell the clients of these appointments that they are seen."""
    if news:
        for appointment in (
            Appointment.objects.filter(pk__in=news).select_related("specialist").order_by("pk")
        ):
            send_to(appointment, Party.CLIENT, "acknowledged", now=now, by=appointment.specialist.name)
