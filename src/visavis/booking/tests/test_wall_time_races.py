"""Two of staff answer one appointment that moved on the wall at the same moment: one of them does."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests import personas
from tests.concurrency import run_concurrently
from tests.personas import MONDAY
from tests.zone_laws import changed_law
from visavis.booking.models import Appointment
from visavis.booking.services import compare_wall_times, move_back, tell_wall_time
from visavis.messages.models import Message

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
TEN, DAY = MONDAY + timedelta(hours=50), timedelta(days=1)
ROUNDS = 6


def test_one_answer_wins_whoever_presses_what(tmp_path: Path) -> None:
    personas.practice()
    service = personas.service(personas.olena(), notice_min=0)
    made = [personas.booked(service, TEN + number * 7 * DAY) for number in range(ROUNDS)]
    with changed_law(tmp_path, "Europe/Kyiv", like="Europe/Istanbul"):
        compare_wall_times(version="the new law", now=MONDAY)
        for one in made:
            acknowledged = Appointment.objects.get(pk=one.pk).shifted_local_time
            presses = [
                partial(
                    answer, appointment_id=one.pk, acknowledged=acknowledged, by=personas.by(), now=MONDAY
                )
                for answer in (tell_wall_time, move_back) * 2
            ]
            assert run_concurrently(presses) == {"done": 1, "wall_time_answered": 3}
            told = Message.objects.filter(appointment=one, recipient="client").exclude(state="superseded")
            assert told.filter(kind__in=["clocks_changed", "moved"]).count() == 1
