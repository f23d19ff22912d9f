"""Sixty-four connections spend one proof of work; the database is asked how often it was of use."""

from datetime import timedelta

import pytest

from benchmarks.support.race_pool import CONNECTIONS, RacePool, count_deadlocks, count_outcomes
from benchmarks.support.report import scaled
from tests import personas
from tests.personas import MONDAY
from tests.races.test_races import pool
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment, SpentChallenge
from visavis.booking.services import hold_slot
from visavis.booking.services.hold import HoldOwner
from visavis.messages.models import Message
from visavis.schedule.models import Service

__all__ = ["pool"]
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.timeout(3600)]

ROUNDS = scaled(200, least=2)
NOW = MONDAY.isoformat()
BOOK = "benchmarks.support.race_actions:book_with_proof"


@pytest.fixture
def services() -> list[Service]:
    personas.practice(proof_of_work=True)
    both = (personas.olena(), personas.specialist())
    return [personas.service(one, notice_min=0, horizon_days=60) for one in both]


def held(service: Service, number: int, *, confirm_first: bool = False) -> int:
    """A hold on a day of its own, at 10:00 in Kyiv."""
    week, weekday = divmod(number, 5)
    return hold_slot(
        service=service.public_id,
        start=MONDAY + timedelta(days=7 * week + weekday, hours=2),
        owner=HoldOwner(f"browser {service.pk} {number}"),
        keep=timedelta(minutes=10),
        now=MONDAY,
        confirm_first=confirm_first,
        needs_proof=True,
    ).pk


def test_one_proof_books_one_time_of_all_specialists(pool: RacePool, services: list[Service]) -> None:
    for number in range(ROUNDS):
        holds = [held(services[racer % 2], racer // 2) for racer in range(CONNECTIONS)]
        challenge = f"challenge {number}"
        counts = count_outcomes(
            pool.run(BOOK, [(key, NOW, f"ivan{racer}", challenge) for racer, key in enumerate(holds)])
        )
        assert counts == {"won": 1, "challenge_spent": CONNECTIONS - 1}
        states = list(Appointment.objects.values_list("state", flat=True))
        assert states.count(State.SCHEDULED.value) == SpentChallenge.objects.count() == 1
        assert states.count(State.HELD.value) == CONNECTIONS - 1
        assert count_deadlocks() == 0
        Appointment.objects.all().delete()
        SpentChallenge.objects.all().delete()


def test_one_proof_writes_to_one_of_many_addresses(pool: RacePool, services: list[Service]) -> None:
    for number in range(ROUNDS):
        key = held(services[0], 0, confirm_first=True)
        challenge = f"challenge {number}"
        counts = count_outcomes(
            pool.run(BOOK, [(key, NOW, f"ivan{racer}", challenge) for racer in range(CONNECTIONS)])
        )
        assert counts == {"won": 1, "challenge_spent": CONNECTIONS - 1}
        assert Message.objects.count() == 1
        assert count_deadlocks() == 0
        Appointment.objects.all().delete()
        SpentChallenge.objects.all().delete()
