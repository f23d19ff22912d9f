"""Hold, book, move, cancel: what each does, and what it refuses."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests import personas
from tests.personas import IVAN, MARIA, MONDAY
from visavis.booking.errors import (
    HoldExpired,
    NotPossibleNow,
    SlotNotOffered,
    SlotTaken,
    TooManyFromNetwork,
    TooManyHolds,
)
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.services import (
    ClientDetails,
    approve,
    book_for_client,
    book_held,
    cancel,
    correct_details,
    expire_holds,
    hold_slot,
    move_by_client,
    move_by_staff,
    reopen,
)
from visavis.booking.services.hold import FROM_ADDRESS_WITH_SPECIALIST, HoldOwner
from visavis.people.actors import THE_CLIENT
from visavis.schedule.models import Service
from visavis.slots.engine import Refusal

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TEN = MONDAY + 2 * HOUR
"""10:00 in Kyiv."""


@pytest.fixture
def service() -> Service:
    personas.practice()
    return personas.service(personas.olena(), notice_min=60)


def test_a_held_slot_becomes_an_appointment_with_its_history(service: Service) -> None:
    appointment = personas.booked(service, TEN)
    assert appointment.lifecycle is State.SCHEDULED
    assert appointment.booked_local_time == "2026-12-07T10:00"
    assert appointment.booked_zone == "Europe/Kyiv"
    assert [str(step) for step in appointment.transitions.all()] == ["∅ → held", "held → scheduled"]
    assert appointment.client is not None
    assert appointment.client.name == IVAN.name


def test_a_slot_held_by_one_visitor_is_refused_to_another(service: Service) -> None:
    personas.held(service, TEN)
    with pytest.raises(SlotTaken):
        personas.held(service, TEN)


def test_a_hold_that_ran_out_gives_way(service: Service) -> None:
    first = personas.held(service, TEN)
    later = MONDAY + timedelta(minutes=10)
    second = personas.held(service, TEN, now=later)
    first.refresh_from_db()
    assert first.lifecycle is State.EXPIRED
    assert second.lifecycle is State.HELD
    with pytest.raises(HoldExpired):
        book_held(appointment_id=first.pk, details=IVAN, now=later)


def test_holds_that_ran_out_are_marked_by_the_clock(service: Service) -> None:
    personas.held(service, TEN)
    assert expire_holds(now=MONDAY + timedelta(minutes=9)) == 0
    assert expire_holds(now=MONDAY + timedelta(minutes=10)) == 1


def test_one_visitor_cannot_hold_a_whole_day(service: Service) -> None:
    for hours in range(3):
        personas.held(service, TEN + hours * HOUR, browser="one")
    with pytest.raises(TooManyHolds):
        personas.held(service, TEN + 3 * HOUR, browser="one")


def test_pressing_twice_keeps_one_slot_and_counts_once(service: Service) -> None:
    first, *_ = [personas.held(service, TEN + hours * HOUR, browser="one") for hours in range(3)]
    assert personas.held(service, TEN, browser="one") == first
    with pytest.raises(SlotTaken):
        personas.held(service, TEN, browser="two")


def test_one_address_keeps_many_slots_but_not_all_of_them(service: Service) -> None:
    days = [TEN + timedelta(days=day, hours=hour) for day in range(5) for hour in range(7)]

    def hold(start: datetime, browser: str) -> None:
        owner = HoldOwner(browser, address="office", network="site")
        hold_slot(service=service.public_id, start=start, owner=owner, keep=timedelta(minutes=10), now=MONDAY)

    for number, start in enumerate(days[:FROM_ADDRESS_WITH_SPECIALIST]):
        hold(start, f"browser {number}")
    with pytest.raises(TooManyFromNetwork):
        hold(days[30], "one more")


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (MONDAY - 24 * HOUR, Refusal.PAST),
        (MONDAY + HOUR - timedelta(minutes=1), Refusal.TOO_SOON),
        (MONDAY + timedelta(days=60, hours=1, minutes=1), Refusal.TOO_FAR),
        (MONDAY + 16 * HOUR, Refusal.OUTSIDE_HOURS),
        (TEN + timedelta(minutes=7), Refusal.OFF_GRID),
    ],
)
def test_what_the_engine_does_not_offer_is_refused(service: Service, start: object, reason: Refusal) -> None:
    with pytest.raises(SlotNotOffered) as refused:
        personas.held(service, start)  # type: ignore[arg-type]  # the table above holds instants
    assert refused.value.refusal is reason


def test_the_break_after_one_appointment_is_kept_from_another_service(service: Service) -> None:
    personas.booked(service, TEN)
    short = personas.service(service.specialist, name="Short", step_min=5, notice_min=0, buffer_after_min=0)
    with pytest.raises(SlotTaken):
        personas.held(short, TEN + timedelta(minutes=55))
    after_the_break = TEN + timedelta(minutes=60)
    assert personas.held(short, after_the_break).starts_at == after_the_break


def test_booking_twice_is_harmless(service: Service) -> None:
    appointment = personas.booked(service, TEN)
    again = book_held(appointment_id=appointment.pk, details=MARIA, now=MONDAY)
    assert again.client_name == IVAN.name


def test_a_slow_form_does_not_lose_its_slot_to_the_notice(service: Service) -> None:
    held = personas.held(service, MONDAY + HOUR)
    booked = book_held(appointment_id=held.pk, details=IVAN, now=MONDAY + timedelta(minutes=9))
    assert booked.lifecycle is State.SCHEDULED


def test_hours_taken_away_meanwhile_refuse_a_hold(service: Service) -> None:
    held = personas.held(service, TEN)
    service.specialist.weekly_hours.all().delete()
    with pytest.raises(SlotNotOffered):
        book_held(appointment_id=held.pk, details=IVAN, now=MONDAY)


def test_a_late_cancellation_is_marked(service: Service) -> None:
    soon = personas.booked(service, TEN)
    later = personas.booked(service, TEN + 48 * HOUR)
    assert cancel(appointment_id=soon.pk, by=THE_CLIENT, now=MONDAY).cancelled_late
    assert not cancel(appointment_id=later.pk, by=THE_CLIENT, now=MONDAY).cancelled_late


def test_a_cancelled_slot_is_free_again(service: Service) -> None:
    appointment = personas.booked(service, TEN)
    cancel(appointment_id=appointment.pk, by=THE_CLIENT, now=MONDAY)
    assert personas.booked(service, TEN, details=MARIA).lifecycle is State.SCHEDULED


def test_staff_overbook_knowingly_and_the_engine_still_sees_it(service: Service) -> None:
    personas.booked(service, TEN)
    slot = personas.slot(service, TEN)
    with pytest.raises(SlotNotOffered):
        book_for_client(service_id=service.pk, slot=slot, details=MARIA, by=personas.by(), now=MONDAY)
    second = personas.booked_by_staff(service, TEN, details=MARIA)
    assert second.overbooked
    first = Appointment.objects.exclude(pk=second.pk).get()
    cancel(appointment_id=first.pk, by=THE_CLIENT, now=MONDAY)
    with pytest.raises(SlotTaken):
        personas.held(service, TEN)


def test_a_move_without_overlap_clears_the_mark(service: Service) -> None:
    personas.booked(service, TEN)
    second = personas.booked_by_staff(service, TEN, details=MARIA)
    slot = personas.slot(service, TEN + 3 * HOUR)
    moved = move_by_staff(appointment_id=second.pk, slot=slot, by=personas.by(), now=MONDAY)
    assert not moved.overbooked


def test_the_mark_goes_with_the_one_who_was_overlapped(service: Service) -> None:
    first = personas.booked(service, TEN)
    second = personas.booked_by_staff(service, TEN, details=MARIA)
    third = personas.booked_by_staff(service, TEN + HOUR / 2, details=MARIA)
    cancel(appointment_id=first.pk, by=THE_CLIENT, now=MONDAY)
    assert Appointment.objects.filter(overbooked=True).count() == 2
    slot = personas.slot(service, TEN + 3 * HOUR)
    move_by_staff(appointment_id=third.pk, slot=slot, by=personas.by(), now=MONDAY)
    assert not Appointment.objects.filter(overbooked=True).exists()
    second.refresh_from_db()
    assert second.state == State.SCHEDULED.value


def test_staff_take_a_time_outside_hours_without_overbooking(service: Service) -> None:
    night = personas.booked_by_staff(service, MONDAY + 16 * HOUR)
    assert not night.overbooked


def test_a_request_waits_for_approval_and_keeps_its_time(service: Service) -> None:
    service.needs_approval = True
    service.save()
    asked = personas.booked(service, TEN)
    assert asked.lifecycle is State.REQUESTED
    with pytest.raises(SlotTaken):
        personas.held(service, TEN)
    assert approve(appointment_id=asked.pk, by=personas.by(), now=MONDAY).lifecycle is State.SCHEDULED


def test_approving_a_request_over_a_hold_that_ran_out_meanwhile(service: Service) -> None:
    service.needs_approval = True
    service.save()
    asked = personas.booked(service, TEN + 3 * HOUR)
    personas.held(service, TEN)
    moved = move_by_staff(
        appointment_id=asked.pk, slot=personas.slot(service, TEN), by=personas.by(), now=MONDAY, override=True
    )
    assert moved.overbooked
    approved = approve(appointment_id=asked.pk, by=personas.by(), now=MONDAY + HOUR, override=True)
    assert (approved.lifecycle, approved.overbooked) == (State.SCHEDULED, False)


def test_what_was_cancelled_reopens_unless_its_time_is_taken(service: Service) -> None:
    appointment = personas.booked(service, TEN)
    cancel(appointment_id=appointment.pk, by=THE_CLIENT, now=MONDAY)
    other = personas.booked(service, TEN, details=MARIA)
    with pytest.raises(SlotTaken):
        reopen(appointment_id=appointment.pk, by=personas.by(), now=MONDAY)
    cancel(appointment_id=other.pk, by=THE_CLIENT, now=MONDAY)
    assert reopen(appointment_id=appointment.pk, by=personas.by(), now=MONDAY).lifecycle is State.SCHEDULED


def test_what_is_cancelled_cannot_be_moved(service: Service) -> None:
    appointment = personas.booked(service, TEN + 48 * HOUR)
    cancel(appointment_id=appointment.pk, by=THE_CLIENT, now=MONDAY)
    with pytest.raises(NotPossibleNow):
        move_by_client(
            appointment_id=appointment.pk, slot=personas.slot(service, TEN + 49 * HOUR), now=MONDAY
        )


def _with(**fields: object) -> ClientDetails:
    return replace(IVAN, **fields)  # type: ignore[arg-type]  # fields of the dataclass, by name


@pytest.mark.parametrize(
    ("corrected", "voided"),
    [
        ({"email": "other@example.org"}, True),
        ({"phone": "+380509999999"}, True),
        ({"name": "Ivan P.", "zone": "Europe/Kyiv"}, False),
        ({"sms": False}, False),
    ],
)
def test_links_that_went_to_another_contact_are_void(
    service: Service, corrected: dict[str, object], voided: bool
) -> None:
    appointment = personas.booked(service, TEN, details=_with(sms=True))
    before = appointment.link_generation
    after = correct_details(
        appointment_id=appointment.pk, details=_with(**{"sms": True, **corrected}), by=THE_CLIENT, now=MONDAY
    )
    assert (after.link_generation > before) is voided


@pytest.mark.parametrize(
    ("booked", "corrected", "voided"),
    [
        # A link is sent to a number on asking, even where it gets no messages.
        ({"phone": "+380501111111"}, {"phone": "+380509999999"}, True),
        ({"email": "", "phone": "+380501111111"}, {"email": "", "phone": "+380509999999"}, True),
        ({"phone": "+380501111111"}, {"phone": ""}, True),
        ({"phone": ""}, {"phone": "+380509999999"}, False),
    ],
)
def test_a_number_that_is_replaced_voids_the_links_whether_or_not_it_gets_messages(
    service: Service, booked: dict[str, object], corrected: dict[str, object], voided: bool
) -> None:
    appointment = personas.booked(service, TEN, details=_with(**booked))
    after = correct_details(
        appointment_id=appointment.pk, details=_with(**corrected), by=THE_CLIENT, now=MONDAY
    )
    assert (after.link_generation > appointment.link_generation) is voided
