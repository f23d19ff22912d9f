"""Several decide about one client at the same moment: one outcome, no deadlock, nothing half done."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from benchmarks.support.race_pool import count_deadlocks
from tests import personas
from tests.concurrency import assert_streams_have_no_gaps, run_concurrently
from tests.personas import MARIA, MONDAY
from visavis.booking.lifecycle import State
from visavis.live.models import Event
from visavis.messages.models import Message
from visavis.people.actors import Actor
from visavis.people.models import Specialist, User
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import Visit
from visavis.waiting.services import (
    acknowledge_visits,
    admit,
    announce_client_delay,
    announce_specialist_delay,
    decline,
    enter_waiting_room,
    leave_waiting_room,
    message_client,
)

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
START = MONDAY + timedelta(hours=2)
ROUNDS = 6


def due_alerts() -> int:
    return Message.objects.filter(kind="client_waiting", state="due").count()


def test_let_in_turned_away_and_gone_away_at_once_end_in_one_way(olena: Specialist, her: User) -> None:
    service, by = personas.service(olena, notice_min=0, step_min=60), Actor.staff(her)
    ends = Counter[str]()
    for number in range(ROUNDS):
        start = START + timedelta(days=7 * number)
        appointment = personas.booked(service, start, now=start - timedelta(hours=1))
        enter_waiting_room(appointment_id=appointment.pk, now=start)
        run_concurrently(
            [
                partial(admit, appointment_id=appointment.pk, by=by, now=start),
                partial(decline, appointment_id=appointment.pk, by=by, reason="I am ill", now=start),
                partial(leave_waiting_room, appointment_id=appointment.pk, now=start),
            ]
        )
        appointment.refresh_from_db()
        visit = Visit.objects.get(appointment=appointment, party="client")
        assert (appointment.lifecycle, visit.lifecycle) in {
            (State.IN_PROGRESS, Stage.ADMITTED),
            (State.CANCELLED, Stage.TURNED_AWAY),
        }
        assert due_alerts() == 0, "nobody is alerted about what is decided"
        ends[appointment.state] += 1
    assert ends.total() == ROUNDS
    assert count_deadlocks() == 0


def test_eight_who_enter_at_once_are_one_who_waits_and_one_alert(olena: Specialist, her: User) -> None:
    appointment = personas.booked(personas.service(olena, notice_min=0), START)
    ended = run_concurrently([partial(enter_waiting_room, appointment_id=appointment.pk, now=START)] * 8)
    assert ended == {"done": 8}
    assert due_alerts() == len(
        {(row.due_at, row.channel) for row in Message.objects.filter(kind="client_waiting")}
    )
    assert Event.objects.filter(kind="entered").count() == 1


def test_a_client_is_let_in_while_other_pages_of_hers_notice_them(olena: Specialist, her: User) -> None:
    service, by = personas.service(olena, notice_min=0), Actor.staff(her)
    for number in range(3 * ROUNDS):
        start = START + timedelta(days=7 * number)
        appointment = personas.booked(service, start, now=start - timedelta(hours=1))
        enter_waiting_room(appointment_id=appointment.pk, now=start)
        letting_in = partial(admit, appointment_id=appointment.pk, by=by, now=start)
        ended = run_concurrently([letting_in, *[partial(acknowledge_visits, user=her, now=start)] * 5])
        assert ended == {"done": 6}
        stages = Visit.objects.filter(appointment=appointment).values_list("party", "stage")
        assert set(stages) == {("client", "admitted"), ("specialist", "admitted")}
    assert count_deadlocks() == 0


def test_everybody_talks_at_once_and_nobody_locks_anybody_out(olena: Specialist, her: User) -> None:
    service, by = personas.service(olena, notice_min=0), Actor.staff(her)
    first = personas.booked(service, START)
    second = personas.booked(service, START + timedelta(hours=1), details=MARIA)
    keys = [first.pk, second.pk]
    for number in range(ROUNDS):
        now = START + timedelta(seconds=20 * number)
        ended = run_concurrently(
            [
                *[partial(enter_waiting_room, appointment_id=key, now=now) for key in keys],
                *[partial(announce_client_delay, appointment_id=key, minutes=5, now=now) for key in keys],
                *[
                    partial(message_client, appointment_id=key, by=by, minutes=5, text="", now=now)
                    for key in keys
                ],
                *[partial(leave_waiting_room, appointment_id=key, now=now) for key in keys],
                partial(
                    announce_specialist_delay, specialist_id=first.specialist_id, by=by, minutes=5, now=now
                ),
                *[partial(acknowledge_visits, user=her, now=now)] * 3,
            ]
        )
        assert set(ended) <= {"done", "nobody_waits", "room_not_open"}, ended
    assert count_deadlocks() == 0
    assert_streams_have_no_gaps()
