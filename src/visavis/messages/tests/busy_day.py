"""A practice's busy day, for the crash tests: `python -m visavis.messages.tests.busy_day WHAT COUNT`.

`book` books that many appointments an hour ahead, so that their confirmations are due at once and
their reminders within seconds. `change` cancels or moves about that many of them, and prints a line
of JSON with the moment after each change was committed. `defer` defers jobs.
"""

import json
import os
import random
import sys
import time
from dataclasses import replace
from datetime import timedelta


def book(count: int) -> None:
    from tests import personas
    from visavis.lib import clock

    personas.practice(reminders_min=[60])
    service = personas.service(personas.olena())
    for number in range(count):
        now = clock.now()
        start = now + timedelta(minutes=60, seconds=random.uniform(2, 10))
        # Each has a minute of its own, so that a time in a mail tells whose and which it is.
        start += timedelta(hours=6) * (number % 2)
        details = replace(personas.MARIA, email=f"client{number}@example.org", zone="Europe/Kyiv")
        personas.booked_by_staff(service, start, details=details, now=now)


def change(count: int) -> None:
    from visavis.booking.models import Appointment
    from visavis.booking.services import cancel, move_by_staff
    from visavis.lib import clock
    from visavis.lib.intervals import Interval
    from visavis.people.actors import THE_SYSTEM

    rows = list(Appointment.objects.order_by("?")[:count])
    for row in rows:
        if random.random() < 0.5:
            changed = cancel(appointment_id=row.pk, by=THE_SYSTEM, now=clock.now())
        else:
            slot = Interval(row.starts_at + timedelta(hours=2), row.ends_at + timedelta(hours=2))
            changed = move_by_staff(
                appointment_id=row.pk, slot=slot, by=THE_SYSTEM, now=clock.now(), override=True
            )
        line = {
            "appointment": row.pk,
            "version": changed.version,
            "state": changed.state,
            "starts_at": changed.starts_at.timestamp(),
            "committed": time.time(),
        }
        print(json.dumps(line), flush=True)
        time.sleep(random.uniform(0, 0.05))


def defer(count: int) -> None:
    from procrastinate.contrib.django import app

    for _ in range(count):
        app.configure_task("booking.expire_holds").defer(timestamp=0)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "visavis.config.settings")
    import django

    django.setup()
    {"book": book, "change": change, "defer": defer}[sys.argv[1]](int(sys.argv[2]))
