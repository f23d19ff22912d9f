"""Enter, be noticed, be let in or turned away: what each does, and what it refuses."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests import personas
from tests.personas import MARIA, MONDAY
from visavis.audit.models import AuditEntry
from visavis.booking.errors import NotPossibleNow
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.services import cancel, correct_details, move_by_staff
from visavis.calls.services import Heartbeat, record_heartbeat
from visavis.live.events import events_after
from visavis.people.actors import Actor
from visavis.people.models import Role, Specialist, User
from visavis.people.parties import Party
from visavis.schedule.models import Door, Place, Service
from visavis.waiting.access import get_appointment_to_admit
from visavis.waiting.errors import NobodyWaits, NoRoom, NotYours, RoomNotOpen
from visavis.waiting.events import party_stream
from visavis.waiting.models import Device, Visit
from visavis.waiting.presence import Presence
from visavis.waiting.queries import clients_here, queue_position
from visavis.waiting.services import (
    acknowledge_visits,
    admit,
    decline,
    enter_waiting_room,
    message_client,
    open_waiting_room,
)

pytestmark = pytest.mark.django_db
START = MONDAY + timedelta(hours=2)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def olena() -> Specialist:
    personas.practice()
    return personas.olena()


@pytest.fixture
def her(olena: Specialist) -> User:
    assert olena.user is not None
    return olena.user


@pytest.fixture
def service(olena: Specialist) -> Service:
    return personas.service(olena, notice_min=0)


@pytest.fixture
def appointment(service: Service) -> Appointment:
    return personas.booked(service, START)


def heard(appointment: Appointment, party: Party = Party.CLIENT) -> list[str]:
    return [event["kind"] for event in events_after(party_stream(appointment, party), 0).events]


def heartbeat(*, visible: bool = True) -> Heartbeat:
    return Heartbeat("tab", visible=visible, connected=False, camera=Device.ON, microphone=Device.DENIED)


def saved_visit(appointment: Appointment, party: Party = Party.CLIENT) -> Visit:
    return Visit.objects.get(appointment=appointment, party=party.value)


def test_the_waiting_room_opens_a_quarter_of_an_hour_before(appointment: Appointment) -> None:
    with pytest.raises(RoomNotOpen):
        enter_waiting_room(appointment_id=appointment.pk, now=START - 15 * MINUTE - SECOND)
    assert (
        enter_waiting_room(appointment_id=appointment.pk, now=START - 15 * MINUTE).entered_at
        == START - 15 * MINUTE
    )


def test_the_practice_may_open_it_earlier(appointment: Appointment) -> None:
    personas.practice(room_opens_min=60)
    with pytest.raises(RoomNotOpen):
        enter_waiting_room(appointment_id=appointment.pk, now=START - 60 * MINUTE - SECOND)
    assert (
        enter_waiting_room(appointment_id=appointment.pk, now=START - 60 * MINUTE).entered_at
        == START - 60 * MINUTE
    )


def test_the_specialist_opens_it_as_early_as_she_likes(appointment: Appointment) -> None:
    with pytest.raises(RoomNotOpen):
        enter_waiting_room(appointment_id=appointment.pk, now=MONDAY)
    open_waiting_room(appointment_id=appointment.pk, now=MONDAY)
    assert enter_waiting_room(appointment_id=appointment.pk, now=MONDAY).entered_at == MONDAY


def test_entering_twice_keeps_the_first_time_and_is_told_once(appointment: Appointment) -> None:
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    again = enter_waiting_room(appointment_id=appointment.pk, now=START + 5 * MINUTE)
    assert again.entered_at == START
    assert AuditEntry.objects.filter(action="ClientEntered").count() == 1
    assert heard(appointment, Party.SPECIALIST) == ["entered"]


def test_in_person_there_is_no_waiting_room(service: Service) -> None:
    service.place = Place.IN_PERSON.value
    service.save()
    with pytest.raises(NoRoom):
        enter_waiting_room(appointment_id=personas.booked(service, START).pk, now=START)


def test_what_is_cancelled_cannot_be_entered(appointment: Appointment) -> None:
    cancel(appointment_id=appointment.pk, by=personas.by(), now=MONDAY)
    with pytest.raises(NotPossibleNow):
        enter_waiting_room(appointment_id=appointment.pk, now=START)


def test_a_link_alone_lets_nobody_in(appointment: Appointment, her: User) -> None:
    with pytest.raises(NobodyWaits):
        admit(appointment_id=appointment.pk, by=Actor.staff(her), now=START)


def test_letting_in_is_for_her_and_for_an_administrator(appointment: Appointment, her: User) -> None:
    for user in (her, personas.staff(Role.ADMIN)):
        assert get_appointment_to_admit(user, appointment.public_id) == appointment
    with pytest.raises(NotYours):
        get_appointment_to_admit(personas.staff(Role.RECEPTION), appointment.public_id)


def test_letting_in_begins_the_consultation_and_twice_is_harmless(
    appointment: Appointment, her: User
) -> None:
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    for _time in range(2):
        begun = admit(appointment_id=appointment.pk, by=Actor.staff(her), now=START + MINUTE)
    assert begun.lifecycle is State.IN_PROGRESS
    assert saved_visit(appointment).admitted_at == START + MINUTE
    assert saved_visit(appointment, Party.SPECIALIST).admitted_at == START + MINUTE
    assert heard(appointment) == ["admitted"]
    assert AuditEntry.objects.filter(action="ClientAdmitted").count() == 1


def test_turning_away_cancels_with_a_reason_that_the_client_hears(
    appointment: Appointment, her: User
) -> None:
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    open_waiting_room(appointment_id=appointment.pk, now=START)
    gone = decline(appointment_id=appointment.pk, by=Actor.staff(her), reason="I am ill", now=START)
    assert gone.lifecycle is State.CANCELLED
    assert gone.transitions.last().reason == "I am ill"  # type: ignore[union-attr]  # it has several
    (event,) = events_after(party_stream(appointment, Party.CLIENT), 0).events
    assert (event["kind"], event["reason"]) == ("declined", "I am ill")
    assert heard(appointment, Party.SPECIALIST) == ["entered", "cancelled"]


def test_nobody_is_turned_away_who_does_not_wait(appointment: Appointment, her: User) -> None:
    with pytest.raises(NobodyWaits):
        decline(appointment_id=appointment.pk, by=Actor.staff(her), reason="I am ill", now=START)


def test_the_queue_has_the_longest_waiting_first_and_only_ones_own(
    service: Service, appointment: Appointment, her: User
) -> None:
    later = personas.booked(service, START + timedelta(hours=1), details=MARIA)
    other = personas.specialist()
    open_waiting_room(appointment_id=later.pk, now=START)
    enter_waiting_room(appointment_id=later.pk, now=START)
    enter_waiting_room(appointment_id=appointment.pk, now=START + MINUTE)
    names = [one.client.booked.client_name for one in clients_here(her, now=START + MINUTE).waiting]
    assert names == ["Maria Sydorenko", "Ivan Petrenko"]
    assert other.user is not None
    assert clients_here(other.user, now=START + MINUTE).waiting == []
    # But whoever was booked earlier is let in earlier.
    assert queue_position(saved_visit(later), now=START + MINUTE) == 2
    assert queue_position(saved_visit(later), now=START + 5 * MINUTE) == 1


def test_the_client_is_noticed_only_while_her_page_shows_them(appointment: Appointment, her: User) -> None:
    stranger = personas.specialist().user
    assert stranger is not None
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    acknowledge_visits(user=stranger, now=START)
    assert not saved_visit(appointment).is_acknowledged(now=START)
    acknowledge_visits(user=her, now=START)
    acknowledge_visits(user=her, now=START + 3 * SECOND)
    assert saved_visit(appointment).is_acknowledged(now=START + 18 * SECOND)
    assert not saved_visit(appointment).is_acknowledged(now=START + 19 * SECOND)
    assert heard(appointment) == ["acknowledged"]


def test_whoever_sits_at_the_desk_while_it_should_run_has_come(appointment: Appointment, her: User) -> None:
    acknowledge_visits(user=her, now=START - SECOND)
    assert not Visit.objects.exists()
    acknowledge_visits(user=her, now=START)
    acknowledge_visits(user=her, now=START + MINUTE)
    assert saved_visit(appointment, Party.SPECIALIST).entered_at == START


@pytest.mark.parametrize(
    ("silence_s", "visible", "presence"),
    [
        (30, True, Presence.HERE),
        (31, True, Presence.LOST),
        (90, False, Presence.HIDDEN),
        (91, False, Presence.LOST),
    ],
)
def test_presence_says_here_hidden_or_lost(
    appointment: Appointment, silence_s: int, visible: bool, presence: Presence
) -> None:
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    record_heartbeat(
        appointment_id=appointment.pk, party=Party.CLIENT, heartbeat=heartbeat(visible=visible), now=START
    )
    visit = saved_visit(appointment)
    assert visit.presence(now=START + silence_s * SECOND) is presence
    assert visit.is_here(now=START + silence_s * SECOND) is (silence_s <= 90)
    assert visit.microphone == Device.DENIED


def test_a_page_that_merely_runs_is_nobody(appointment: Appointment) -> None:
    assert record_heartbeat(
        appointment_id=appointment.pk, party=Party.CLIENT, heartbeat=heartbeat(), now=START
    )
    assert not Visit.objects.exists()


def test_moving_tells_those_who_wait_and_forgets_that_they_came(
    service: Service, appointment: Appointment
) -> None:
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    slot = personas.slot(service, START + timedelta(days=1))
    move_by_staff(appointment_id=appointment.pk, slot=slot, by=personas.by(), now=START)
    assert heard(appointment) == ["moved"]
    assert not Visit.objects.exists()


def test_cancelling_tells_those_who_wait(appointment: Appointment) -> None:
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    cancel(appointment_id=appointment.pk, by=personas.by(), now=START)
    assert heard(appointment) == ["cancelled"]


class TestOpenDoor:
    @pytest.fixture
    def service(self, olena: Specialist) -> Service:
        return personas.service(olena, notice_min=0, door=Door.OPEN.value)

    def test_from_five_minutes_before_the_client_comes_in_unasked(self, appointment: Appointment) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START - 5 * MINUTE)
        appointment.refresh_from_db()
        assert appointment.lifecycle is State.IN_PROGRESS

    def test_a_service_says_from_when_its_door_stands_open(
        self, appointment: Appointment, service: Service
    ) -> None:
        states = []
        for minutes in (0, 10):
            Appointment.objects.update(door_opens_min=minutes)
            enter_waiting_room(appointment_id=appointment.pk, now=START - SECOND)
            appointment.refresh_from_db()
            states.append(appointment.lifecycle)
        assert states == [State.SCHEDULED, State.IN_PROGRESS]

    def test_whoever_came_earlier_is_let_in_when_the_time_comes(self, appointment: Appointment) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START - 6 * MINUTE)

        def state_after(now: datetime) -> State:
            record_heartbeat(
                appointment_id=appointment.pk, party=Party.CLIENT, heartbeat=heartbeat(), now=now
            )
            appointment.refresh_from_db()
            return appointment.lifecycle

        assert state_after(START - 5 * MINUTE - SECOND) is State.SCHEDULED
        assert state_after(START - 5 * MINUTE) is State.IN_PROGRESS


def test_who_held_a_link_that_is_void_hears_nothing_more(appointment: Appointment, her: User) -> None:
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    acknowledge_visits(user=her, now=START)
    before = party_stream(appointment, Party.CLIENT)
    assert [event["kind"] for event in events_after(before, 0).events] == ["acknowledged"]
    right = replace(personas.IVAN, email="right@example.org")
    corrected = correct_details(
        appointment_id=appointment.pk, details=right, by=Actor.staff(her), now=START + MINUTE
    )
    message_client(appointment_id=appointment.pk, by=Actor.staff(her), minutes=5, text="", now=START + MINUTE)
    assert [event["kind"] for event in events_after(before, 0).events] == ["acknowledged"]
    # A page that has read so far goes on from there.
    (event,) = events_after(party_stream(corrected, Party.CLIENT), 0).events
    assert (event["kind"], event["id"]) == ("message", 2)
