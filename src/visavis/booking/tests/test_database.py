"""What the database refuses by itself, whatever the code above it does."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from tests import personas
from tests.personas import MARIA, MONDAY
from visavis.booking.models import Appointment
from visavis.booking.models.appointments import OVERLAP
from visavis.lib.db import violated_constraint
from visavis.lib.intervals import Interval
from visavis.schedule.models import Service

pytestmark = pytest.mark.django_db
TEN = MONDAY + timedelta(hours=2)


@pytest.fixture
def service() -> Service:
    return personas.service(personas.olena(), notice_min=0)


def _copy(appointment: Appointment, **fields: object) -> Appointment:
    copy = Appointment.objects.get(pk=appointment.pk)
    copy.pk = None
    copy.public_id, copy.room_name = Appointment().public_id, Appointment().public_id.hex
    for name, value in fields.items():
        setattr(copy, name, value)
    return copy


@pytest.mark.parametrize("shift_min", [0, 30, 59, -59])
def test_two_appointments_of_one_specialist_never_overlap(service: Service, shift_min: int) -> None:
    first = personas.booked(service, TEN)
    copy = _copy(first)
    copy.set_time(personas.slot(service, TEN + timedelta(minutes=shift_min)))
    with pytest.raises(IntegrityError) as refused:
        copy.save(force_insert=True)
    assert violated_constraint(refused.value) == OVERLAP


def test_neighbours_that_only_touch_are_welcome(service: Service) -> None:
    first = personas.booked(service, TEN)
    copy = _copy(first)
    copy.set_time(personas.slot(service, TEN + timedelta(minutes=60)))
    copy.save(force_insert=True)
    starts = Appointment.objects.order_by("starts_at").values_list("starts_at", flat=True)
    assert list(starts) == [TEN, TEN + timedelta(minutes=60)]


@pytest.mark.parametrize("state", ["expired", "declined", "cancelled"])
def test_what_is_gone_keeps_no_time(service: Service, state: str) -> None:
    _copy(personas.booked(service, TEN), state=state).save(force_insert=True)
    assert set(Appointment.objects.values_list("state", "starts_at")) == {("scheduled", TEN), (state, TEN)}


@pytest.mark.parametrize("state", ["completed", "no_show", "technical_failure", "in_progress", "requested"])
def test_what_is_over_or_under_way_keeps_its_time(service: Service, state: str) -> None:
    with pytest.raises(IntegrityError):
        _copy(personas.booked(service, TEN), state=state).save(force_insert=True)


def test_an_empty_stretch_of_time_is_refused(service: Service) -> None:
    # An empty range overlaps nothing, so it would slip through the constraint.
    copy = _copy(personas.booked(service, TEN))
    copy.busy = (TEN, TEN)
    with pytest.raises(IntegrityError) as refused:
        copy.save(force_insert=True)
    assert violated_constraint(refused.value) == "busy_time_is_never_empty"


@pytest.mark.parametrize(
    ("begins", "ends"), [(timedelta(0), timedelta(hours=24, seconds=1)), (timedelta(1), timedelta(hours=25))]
)
def test_nobody_is_busy_for_more_than_a_day_or_away_from_the_start(
    service: Service, begins: timedelta, ends: timedelta
) -> None:
    # What looks for busy time looks a day around a start and no further.
    copy = _copy(personas.booked(service, TEN), state="cancelled")
    copy.busy = (TEN + begins, TEN + ends)
    with pytest.raises(IntegrityError) as refused:
        copy.save(force_insert=True)
    assert violated_constraint(refused.value) == "it_keeps_a_day_at_most_around_its_start"


def test_the_longest_busy_time_is_found_from_its_last_instant_and_from_its_first(service: Service) -> None:
    copy = _copy(personas.booked(service, TEN))
    copy.starts_at, copy.ends_at = TEN + timedelta(days=5), TEN + timedelta(days=6)
    copy.busy = copy.slot
    copy.save(force_insert=True)
    second = timedelta(seconds=1)
    for span in (
        Interval(copy.ends_at - second, copy.ends_at),
        Interval(copy.starts_at, copy.starts_at + second),
    ):
        assert Appointment.objects.filter(Appointment.busy_within(span)).get() == copy
    for span in (
        Interval(copy.ends_at, copy.ends_at + second),
        Interval(copy.starts_at - second, copy.starts_at),
    ):
        assert not Appointment.objects.filter(Appointment.busy_within(span)).exists()


def test_other_specialists_are_free_at_the_same_time(service: Service) -> None:
    personas.booked(service, TEN)
    other = personas.service(personas.specialist(), notice_min=0)
    assert personas.booked(other, TEN, details=MARIA).slot == personas.slot(other, TEN)
    assert Appointment.objects.filter(starts_at=TEN).count() == 2


def test_the_constraint_needs_no_extension() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        assert {name for (name,) in cursor.fetchall()} == {"plpgsql"}
