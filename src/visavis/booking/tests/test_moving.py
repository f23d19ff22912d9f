"""Move: the appointment keeps itself and takes another time."""

from datetime import timedelta

import pytest

from tests import personas
from tests.personas import MARIA, MONDAY
from visavis.booking.availability import availability_between
from visavis.booking.errors import SlotTaken
from visavis.booking.lifecycle import State
from visavis.booking.services import confirm, move_by_client
from visavis.lib.intervals import Interval
from visavis.schedule.models import Service

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TEN = MONDAY + 2 * HOUR
"""10:00 in Kyiv."""


@pytest.fixture
def service() -> Service:
    personas.practice()
    return personas.service(personas.olena(), notice_min=60)


@pytest.mark.parametrize(("break_then", "break_now"), [(30, 0), (0, 30)])
def test_a_move_to_any_time_that_is_offered_succeeds_though_the_break_is_another_now(
    service: Service, break_then: int, break_now: int
) -> None:
    Service.objects.update(buffer_after_min=break_then, step_min=5, change_notice_min=0)
    service.refresh_from_db()
    mine, _ = personas.booked(service, TEN), personas.booked(service, TEN + 3 * HOUR)
    Service.objects.update(buffer_after_min=break_now)
    service.refresh_from_db()
    offered = availability_between(service, Interval(TEN, TEN + 6 * HOUR), now=MONDAY, without=mine.pk).slots
    assert len(offered) > 20
    for slot in offered:
        assert move_by_client(appointment_id=mine.pk, slot=slot, now=MONDAY).slot == slot


def test_moving_keeps_the_appointment_and_raises_its_version(service: Service) -> None:
    appointment = personas.booked(service, TEN + 48 * HOUR)
    confirm(appointment_id=appointment.pk, now=MONDAY)
    moved = move_by_client(
        appointment_id=appointment.pk, slot=personas.slot(service, TEN + 49 * HOUR), now=MONDAY
    )
    assert (moved.pk, moved.version, moved.lifecycle) == (appointment.pk, 1, State.SCHEDULED)
    moved.refresh_from_db()
    assert moved.busy.lower == TEN + 49 * HOUR


def test_moving_onto_another_appointment_changes_nothing(service: Service) -> None:
    mine = personas.booked(service, TEN + 48 * HOUR)
    personas.booked(service, TEN + 49 * HOUR, details=MARIA)
    with pytest.raises(SlotTaken):
        move_by_client(appointment_id=mine.pk, slot=personas.slot(service, TEN + 49 * HOUR), now=MONDAY)
    mine.refresh_from_db()
    assert (mine.starts_at, mine.version) == (TEN + 48 * HOUR, 0)


def test_moving_may_overlap_the_time_it_leaves(service: Service) -> None:
    service.step_min = 30
    service.save()
    mine = personas.booked(service, TEN + 48 * HOUR)
    slot = personas.slot(service, TEN + 48 * HOUR + timedelta(minutes=30))
    assert move_by_client(appointment_id=mine.pk, slot=slot, now=MONDAY).starts_at == slot.start
