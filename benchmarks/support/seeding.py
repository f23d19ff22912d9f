"""Seed data: specialists with hours and services, and any number of stored appointments."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import connection

from visavis.booking.lifecycle import State
from visavis.people.models import Client, Specialist
from visavis.practice.models import Practice
from visavis.schedule.models import HoursOverride, Service, WeeklyHours

ZONE = "Europe/Kyiv"
EVERY_DAY = range(7)

_APPOINTMENTS = """
INSERT INTO booking_appointment (
    public_id, specialist_id, service_id, client_id, state, version, starts_at, ends_at, buffer_before,
    buffer_after, busy, overbooked, booked_local_time, booked_zone, held_by, held_from, held_network,
    client_name, client_email, client_phone, client_language, client_zone, client_message, sms,
    link_generation, room_name, absent, cancelled_late, created_at, place, address, door, door_opens_min,
    price_label)
SELECT gen_random_uuid(), %(specialist)s, %(service)s, %(client)s - n %% %(clients)s, %(state)s, 0, at,
    at + interval '50 min',
    interval '0', interval '10 min', tstzrange(at, at + interval '60 min'), false, '2026-01-01 10:00',
    %(zone)s, '', '', '', 'Ivan Petrenko', 'ivan' || n || '@example.org', '', 'uk', %(zone)s, '', false, 1,
    replace(gen_random_uuid()::text, '-', ''), '', false, at - interval '7 days', 'video', '',
    'by_specialist', 5, ''
FROM (
    SELECT n, date_trunc('day', now(), %(zone)s) + interval '10 hours' + %(since)s::interval
        + n * %(every)s::interval AS at
    FROM generate_series(%(first)s, %(last)s) AS n
) AS starts
"""
_VISITS = """
INSERT INTO waiting_visit (
    appointment_id, party, stage, entered_at, admitted_at, last_seen_at, said, tab, visible, camera,
    microphone)
SELECT id, party, 'over', starts_at, starts_at, ends_at, '', '', true, 'on', 'on'
FROM booking_appointment CROSS JOIN (VALUES ('client'), ('specialist')) AS sides (party)
WHERE state = 'completed' ON CONFLICT DO NOTHING
"""


def practice(name: str = "Riverside Practice") -> Practice:
    """The practice itself."""
    made, _ = Practice.objects.update_or_create(
        pk=1, defaults={"name": name, "phone": "+380441234567", "emergency_line": "Crisis line 7333"}
    )
    return made


def specialist(name: str, *, windows: tuple[tuple[int, int], ...] = ((540, 780), (840, 1080))) -> Specialist:
    """A specialist who works every day, `windows` being minutes of the local day."""
    made = Specialist.objects.create(
        name=name,
        specialty="Psychologist",
        about="Talks with adults about work, loss and sleep. " * 4,
        languages=["uk", "en"],
        zone=ZONE,
        email="specialist@example.org",
    )
    WeeklyHours.objects.bulk_create(
        WeeklyHours(specialist=made, weekday=day, opens_min=opens, closes_min=closes)
        for day in EVERY_DAY
        for opens, closes in windows
    )
    return made


def service(of: Specialist, **rules: int) -> Service:
    """A service of fifty minutes, a start every 15 minutes, ten minutes of rest after it, unless `rules`."""
    usual = {
        "duration_min": 50, "step_min": 15, "buffer_after_min": 10, "notice_min": 120, "horizon_days": 31,
    }  # fmt: skip
    return Service.objects.create(
        specialist=of,
        name="Individual session",
        description="We look at what brings you here and what would help.",
        price_label="900 UAH",
        **(usual | rules),
    )


def owner() -> Client:
    """The client of the stored appointments."""
    made, _ = Client.objects.get_or_create(email="ivan@example.org", name="Ivan Petrenko", zone=ZONE)
    return made


def closed_date(of: Specialist, days_ahead: int) -> None:
    """A closed date, so that every kind of row occurs."""
    date = (datetime.now(UTC) + timedelta(days=days_ahead)).date()
    HoursOverride.objects.create(specialist=of, date=date)


def owners(number: int) -> Client:
    """The last of `number` clients with names and addresses of their own, stored one after the other."""
    made = Client.objects.bulk_create(
        Client(email=f"ivan{n}@example.org", name=f"Ivan Petrenko {n}", zone=ZONE) for n in range(number)
    )
    return made[-1]


def past_appointments(
    services: Sequence[Service], numbers: range, *, client: Client | None = None, clients: int = 1
) -> None:
    """Store completed appointments, one an hour into the past, `numbers` counting them for each service.

    The database makes them itself, for a million takes too long by any other way. They belong in turn to
    the `clients` that end with `client` (see `owners`).
    """
    client = client or owner()
    _store(
        services, State.COMPLETED, numbers, since="-2 days", every="-1 hour", client=client, clients=clients
    )


def visits_of_the_past() -> None:
    """Store the visits of both sides for each completed appointment that has none."""
    with connection.cursor() as cursor:
        cursor.execute(_VISITS)
        cursor.execute("VACUUM ANALYZE waiting_visit")


def coming_appointments(services: Sequence[Service], days: int) -> None:
    """Store an appointment at ten o'clock of each of the next `days`."""
    _store(services, State.SCHEDULED, range(days), since="1 day", every="1 day", client=owner(), clients=1)


def _store(
    services: Sequence[Service],
    state: State,
    numbers: range,
    *,
    since: str,
    every: str,
    client: Client,
    clients: int,
) -> None:
    with connection.cursor() as cursor:
        for service in services:
            cursor.execute(
                _APPOINTMENTS,
                {
                    "specialist": service.specialist_id, "service": service.pk, "client": client.pk,
                    "clients": clients,
                    "zone": ZONE, "state": state.value, "first": numbers.start, "last": numbers.stop - 1,
                    "since": since, "every": every,
                },
            )  # fmt: skip
        # Autovacuum would do this within a minute.
        cursor.execute("VACUUM ANALYZE booking_appointment")
