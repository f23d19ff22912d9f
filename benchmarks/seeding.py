"""Practices to measure on: specialists with hours and services, and any number of stored appointments."""

from django.db import connection

from visavis.people.models import Client, Specialist
from visavis.practice.models import Practice
from visavis.schedule.models import HoursOverride, Service, WeeklyHours

ZONE = "Europe/Kyiv"
EVERY_DAY = range(7)


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


def closed_date(of: Specialist, days_ahead: int) -> None:
    """One date on which the specialist is away, so that every kind of row is among the rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_date + %s", [days_ahead])
        (date,) = cursor.fetchone()
    HoursOverride.objects.create(specialist=of, date=date)


def stored_appointments(of: Service, count: int, *, coming: int) -> None:
    """Store `count` appointments, `coming` of them one a day from tomorrow on, the rest one after another
    in the past, hour by hour; made by the database itself, for a million takes too long by any other way.
    """
    owner = Client.objects.create(name="Ivan Petrenko", email="ivan@example.org", zone=ZONE)
    with connection.cursor() as cursor:
        for sign, number, first, every in (
            ("-", count - coming, "2 days", "1 hour"),
            ("+", coming, "1 day", "1 day"),
        ):
            cursor.execute(
                "INSERT INTO booking_appointment (public_id, specialist_id, service_id, client_id, state, version,"
                " starts_at, ends_at, buffer_before, buffer_after, busy, overbooked, booked_wall, booked_zone,"
                " held_by, held_from, client_name, client_email, client_phone, client_language, client_zone,"
                " client_message, sms, link_generation, room_name, absent, cancelled_late, created_at)"
                " SELECT gen_random_uuid(), %(specialist)s, %(service)s, %(client)s, 'scheduled', 0,"
                " at, at + interval '50 min', interval '0', interval '10 min',"
                " tstzrange(at, at + interval '60 min'), false, '2026-01-01 10:00', %(zone)s,"
                " '', '', 'Ivan Petrenko', 'ivan@example.org', '', 'uk', %(zone)s,"
                " '', false, 1, replace(gen_random_uuid()::text, '-', ''), '', false, at - interval '7 days'"
                f" FROM (SELECT date_trunc('day', now(), %(zone)s) + interval '10 hours' {sign}"
                "  (%(first)s::interval + n * %(every)s::interval) AS at"
                "  FROM generate_series(0, %(number)s - 1) AS n) AS starts",
                {
                    "specialist": of.specialist_id, "service": of.pk, "client": owner.pk, "zone": ZONE,
                    "number": number, "first": first, "every": every,
                },
            )  # fmt: skip
        cursor.execute("ANALYZE")
