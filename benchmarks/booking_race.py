"""Sixty-four connections want one slot: one gets it, the others are refused and offered other times.

Eight processes of eight threads, each with its own connection, start together at one free slot. After every
round the database is asked who has it.
"""

import time
from datetime import UTC, datetime, timedelta

from benchmarks.support.deployment import database
from benchmarks.support.race_pool import (
    CONNECTIONS,
    PROCESSES,
    THREADS,
    RacePool,
    Result,
    count_deadlocks,
    count_outcomes,
    database_url,
    race_pool,
)
from benchmarks.support.report import Report, scaled

DAYS = 28
"""How many slots the rounds take turns on, one a day, so that a round never meets the one before."""


def main() -> None:
    """Race, print, and exit with the verdict."""
    report = Report("booking_race")
    with database():
        from django.db import connection

        service_id, now, starts = _practice()
        with race_pool(database_url(connection.settings_dict)) as pool:
            _rounds(report, pool, service_id, now, starts)


def _practice() -> tuple[int, str, list[str]]:
    """A service's key, the time it is, and one slot a day, as ISO text."""
    from benchmarks.support import seeding
    from visavis.booking.availability import availability_between
    from visavis.lib.intervals import Interval

    seeding.practice()
    service = seeding.service(seeding.specialist("Olena Koval"))
    now = datetime.now(UTC)
    slots = availability_between(service, Interval(now, now + timedelta(days=DAYS + 2)), now=now).slots
    by_day = {slot.start.date(): slot.start.isoformat() for slot in slots}
    return service.pk, now.isoformat(), list(by_day.values())[:DAYS]


def _rounds(report: Report, pool: RacePool, service_id: int, now: str, starts: list[str]) -> None:
    rounds = scaled(1000, least=5)
    report.say(
        f"{rounds} rounds of {CONNECTIONS} connections ({PROCESSES} processes × {THREADS}), one slot each"
    )
    refused = errors = holders = 0
    winners: list[int] = []
    began = time.perf_counter()
    for number in range(rounds):
        start = starts[number % len(starts)]
        arguments = [(service_id, start, now, f"round{number} racer{racer}") for racer in range(CONNECTIONS)]
        results = pool.run("benchmarks.support.race_actions:hold_or_alternatives", arguments)
        counts = count_outcomes(results)
        winners.append(counts["won"])
        refused += counts["slot_taken"]
        errors += CONNECTIONS - counts["won"] - counts["slot_taken"]
        holders += _holders_of(start, results)
    took = time.perf_counter() - began
    report.figure("rounds a second", rounds / took, "/s")
    report.figure("refused with other free times", refused, "racers", at_least=(CONNECTIONS - 1) * rounds)
    report.figure("errors and unclear refusals", errors, "racers", at_most=0)
    report.figure("slots held by exactly the winner", holders, "rounds", at_least=rounds)
    report.figure("deadlocks", count_deadlocks(), "times", at_most=0)
    report.figure("fewest winners in a round", min(winners), "winners", at_least=1)
    report.finish(max(winners), "winners a round at most", at_most=1)


def _holders_of(start: str, results: list[Result]) -> bool:
    """Whether the only row in the database is the winner's; the slot is free again afterwards."""
    from visavis.booking.models import Appointment

    rows = Appointment.objects.filter(starts_at=datetime.fromisoformat(start))
    found = list(rows.values_list("pk", flat=True))
    Appointment.objects.all().delete()
    return found == [result.detail for result in results if result.what == "won"]


if __name__ == "__main__":
    main()
