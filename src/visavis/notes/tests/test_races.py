"""Two tabs save at the same moment: one of them wins, the other is shown both texts."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import personas
from tests.concurrency import run_concurrently
from tests.personas import MONDAY
from visavis.booking.models import Appointment
from visavis.notes.kinds import Connection, TextKind
from visavis.notes.models import ConnectionAnswer, Draft
from visavis.notes.services import rate_connection, save_text

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
TABS, ROUNDS = 8, 6


@pytest.fixture
def appointment() -> Appointment:
    personas.practice()
    return personas.booked(personas.service(personas.olena(), notice_min=0), MONDAY + timedelta(hours=2))


def test_of_eight_saves_from_one_version_exactly_one_is_kept(appointment: Appointment) -> None:
    author = appointment.specialist.user
    assert author is not None

    def save(tab: int, version: int) -> Callable[[], object]:
        return lambda: save_text(
            appointment_id=appointment.pk,
            author=author,
            kind=TextKind.NOTE,
            text=f"tab {tab}, from version {version}",
            version=version,
            now=MONDAY,
        )

    for version in range(ROUNDS):
        ended = run_concurrently([save(tab, version) for tab in range(TABS)])
        assert ended == {"done": 1, "changed_elsewhere": TABS - 1}
        row = Draft.objects.get()
        assert row.version == version + 1
        assert row.text.endswith(f"from version {version}")


def test_of_two_answers_one_is_kept(appointment: Appointment) -> None:
    personas.completed(appointment)

    def judge(answer: Connection) -> Callable[[], object]:
        return lambda: rate_connection(appointment_id=appointment.pk, answer=answer, now=MONDAY)

    ended = run_concurrently([judge(answer) for answer in Connection])
    assert ended == {"done": 1, "already_answered": 2}
    assert ConnectionAnswer.objects.count() == 1
