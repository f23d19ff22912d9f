"""Ending by hand and by the clock, "did not come", and corrections."""

from datetime import timedelta

import pytest
import time_machine

from tests import personas
from tests.personas import MARIA, MONDAY
from visavis.audit.models import AuditEntry
from visavis.booking.errors import NotPossibleNow
from visavis.booking.lifecycle import Absent, State
from visavis.booking.models import Appointment
from visavis.booking.services import cancel
from visavis.calls import jobs
from visavis.calls.errors import ClientIsHere, ReasonMissing, TooEarlyForNoShow
from visavis.calls.models import Seat
from visavis.calls.queries import OverReason, Phase, over_reason, phase_of, summarize_call
from visavis.calls.services import (
    close_due,
    correct_outcome,
    end_for_both,
    leave_call,
    mark_no_show,
    take_seat,
)
from visavis.calls.tests.consultation import END, MINUTE, SECOND, START, send_heartbeat, user_of
from visavis.live.events import events_after
from visavis.people.actors import Actor
from visavis.people.parties import CALL_PARTIES, Party
from visavis.schedule.models import Door, Place, Service
from visavis.waiting.events import party_stream
from visavis.waiting.models import Visit
from visavis.waiting.services import acknowledge_visits, admit, enter_waiting_room, open_waiting_room

pytestmark = pytest.mark.django_db


def her(appointment: Appointment) -> Actor:
    return Actor.staff(user_of(appointment))


def admit_waiting_client(appointment: Appointment) -> None:
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    admit(appointment_id=appointment.pk, by=her(appointment), now=START)


def talk(appointment: Appointment, seconds: int) -> dict[Party, Seat]:
    seats = {}
    for party in CALL_PARTIES:
        taken = take_seat(
            appointment_id=appointment.pk, party=party, tab=party.value, take_over=False, now=START
        )
        seats[party] = taken.seat
    for second in range(0, seconds + 1, 10):
        for party in CALL_PARTIES:
            send_heartbeat(appointment, party, START + second * SECOND, connected=True)
    return seats


def fresh(appointment: Appointment) -> Appointment:
    return Appointment.objects.get(pk=appointment.pk)


@pytest.mark.parametrize(("seconds", "state"), [(50, State.TECHNICAL_FAILURE), (60, State.COMPLETED)])
def test_ending_for_both_says_at_once_what_it_was(
    appointment: Appointment, seconds: int, state: State
) -> None:
    admit_waiting_client(appointment)
    talk(appointment, seconds)
    end_for_both(appointment_id=appointment.pk, by=her(appointment), now=START + seconds * SECOND)
    assert fresh(appointment).lifecycle is state
    for party in CALL_PARTIES:
        assert events_after(party_stream(appointment, party), 0).events[-1]["kind"] == "ended"
        assert phase_of(fresh(appointment), party) is Phase.OVER
    assert set(Visit.objects.values_list("stage", flat=True)) == {"over"}
    assert AuditEntry.objects.get(action="ConsultationClosed").actor == her(appointment).user


def test_ending_twice_is_harmless(appointment: Appointment) -> None:
    admit_waiting_client(appointment)
    for _time in range(2):
        end_for_both(appointment_id=appointment.pk, by=her(appointment), now=START)
    assert fresh(appointment).transitions.filter(to_state="technical_failure").count() == 1


def test_what_never_began_cannot_be_ended(appointment: Appointment) -> None:
    with pytest.raises(NotPossibleNow):
        end_for_both(appointment_id=appointment.pk, by=her(appointment), now=START)


def test_the_clock_closes_a_call_that_both_left(appointment: Appointment) -> None:
    admit_waiting_client(appointment)
    seats = talk(appointment, 120)
    for party, seat in seats.items():
        leave_call(
            appointment_id=appointment.pk,
            party=party,
            tab=party.value,
            token=seat.token,
            now=END - 5 * MINUTE,
        )
    assert close_due(now=END + 5 * MINUTE - SECOND) == 0
    assert close_due(now=END + 5 * MINUTE) == 1
    assert close_due(now=END + 5 * MINUTE) == 0
    closed = fresh(appointment)
    assert closed.lifecycle is State.COMPLETED
    call = summarize_call(closed)
    assert call is not None
    assert (call.time_together, call.minutes) == (timedelta(seconds=120), 2)


def test_the_clock_waits_while_somebody_is_here(appointment: Appointment) -> None:
    admit_waiting_client(appointment)
    taken = take_seat(appointment_id=appointment.pk, party=Party.CLIENT, tab="his", take_over=False, now=END)
    assert close_due(now=END + 90 * SECOND) == 0
    assert taken.seat.epoch == 1
    assert close_due(now=END + 10 * MINUTE) == 1


def test_a_client_whom_nobody_let_in_was_missed_by_the_specialist(appointment: Appointment) -> None:
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    assert close_due(now=END + 15 * MINUTE - SECOND) == 0
    assert close_due(now=END + 15 * MINUTE) == 1
    assert (fresh(appointment).state, fresh(appointment).absent) == ("no_show", "specialist")


def test_an_open_door_without_a_specialist_is_no_technical_failure(service: Service) -> None:
    service.door = Door.OPEN.value
    service.save()
    appointment = personas.booked(service, START)
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    assert fresh(appointment).lifecycle is State.IN_PROGRESS
    assert close_due(now=END + 15 * MINUTE) == 1
    assert (fresh(appointment).state, fresh(appointment).absent) == ("no_show", "specialist")


def test_a_client_let_in_by_another_was_missed_by_a_specialist_who_never_came(
    appointment: Appointment,
) -> None:
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    admit(appointment_id=appointment.pk, by=personas.by(), now=START)
    assert close_due(now=END + 15 * MINUTE) == 1
    assert (fresh(appointment).state, fresh(appointment).absent) == ("no_show", "specialist")


def test_a_page_of_the_desk_that_sees_the_client_is_no_specialist_in_the_call(
    appointment: Appointment,
) -> None:
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    admit(appointment_id=appointment.pk, by=personas.by(), now=START)
    user = appointment.specialist.user
    assert user is not None
    acknowledge_visits(user=user, now=START + MINUTE)
    assert close_due(now=END + 15 * MINUTE) == 1
    assert (fresh(appointment).state, fresh(appointment).absent) == ("no_show", "specialist")


@pytest.mark.parametrize(("came", "absent"), [(True, "client"), (False, "both")])
def test_a_client_who_never_entered_has_missed_it(appointment: Appointment, came: bool, absent: str) -> None:
    if came:
        open_waiting_room(appointment_id=appointment.pk, now=START)
    assert close_due(now=END - SECOND) == 0
    assert close_due(now=END) == 1
    assert (fresh(appointment).state, fresh(appointment).absent) == ("no_show", absent)


def test_in_person_it_took_place(service: Service) -> None:
    service.place = Place.IN_PERSON.value
    service.save()
    appointment = personas.booked(service, START)
    assert close_due(now=END) == 1
    assert fresh(appointment).lifecycle is State.COMPLETED


def test_the_clock_leaves_alone_what_was_called_off(service: Service, appointment: Appointment) -> None:
    asked = personas.service(service.specialist, notice_min=0, needs_approval=True)
    waiting = personas.booked(asked, START + timedelta(hours=1), details=MARIA)
    cancel(appointment_id=appointment.pk, by=personas.by(), now=MONDAY)
    assert close_due(now=END + timedelta(days=1)) == 0
    assert fresh(waiting).lifecycle is State.REQUESTED


def test_the_job_closes_by_the_wall_clock_and_is_harmless_twice(appointment: Appointment) -> None:
    with time_machine.travel(END, tick=False):
        jobs.close_consultations(timestamp=0)
        jobs.close_consultations(timestamp=0)
    assert fresh(appointment).transitions.filter(action="miss").count() == 1


def test_she_may_say_that_the_client_did_not_come_after_ten_minutes(appointment: Appointment) -> None:
    with pytest.raises(TooEarlyForNoShow):
        mark_no_show(appointment_id=appointment.pk, by=her(appointment), now=START + 10 * MINUTE - SECOND)
    mark_no_show(appointment_id=appointment.pk, by=her(appointment), now=START + 10 * MINUTE)
    assert (fresh(appointment).state, fresh(appointment).absent) == ("no_show", "client")
    with pytest.raises(NotPossibleNow):
        mark_no_show(appointment_id=appointment.pk, by=her(appointment), now=START + 11 * MINUTE)


def test_nobody_who_is_here_did_not_come(appointment: Appointment) -> None:
    enter_waiting_room(appointment_id=appointment.pk, now=START + 9 * MINUTE)
    with pytest.raises(ClientIsHere):
        mark_no_show(appointment_id=appointment.pk, by=her(appointment), now=START + 10 * MINUTE)


@pytest.mark.parametrize(
    ("to", "absent", "stored"),
    [
        (State.COMPLETED, None, ""),
        (State.TECHNICAL_FAILURE, Absent.CLIENT, ""),
    ],
)
def test_staff_correct_what_it_was_with_a_reason(
    appointment: Appointment, to: State, absent: Absent | None, stored: str
) -> None:
    close_due(now=END)
    by = her(appointment)
    right = correct_outcome(
        appointment_id=appointment.pk, to=to, absent=absent, reason=" we phoned ", by=by, now=END
    )
    assert (right.lifecycle, right.absent) == (to, stored)
    last = right.transitions.last()
    assert last is not None
    assert (last.reason, last.actor) == ("we phoned", by.user)
    assert AuditEntry.objects.filter(action="OutcomeCorrected").count() == 1
    back = correct_outcome(
        appointment_id=appointment.pk, to=State.NO_SHOW, absent=None, reason="no", by=by, now=END
    )
    assert back.absent == Absent.CLIENT


def test_a_correction_without_a_reason_or_before_the_end_is_refused(appointment: Appointment) -> None:
    by = her(appointment)
    wanted = {"appointment_id": appointment.pk, "to": State.COMPLETED, "absent": None, "by": by, "now": END}
    with pytest.raises(NotPossibleNow):
        correct_outcome(reason="we phoned", **wanted)  # type: ignore[arg-type]  # by name
    close_due(now=END)
    with pytest.raises(ReasonMissing):
        correct_outcome(reason="  ", **wanted)  # type: ignore[arg-type]  # by name


def test_what_is_not_over_has_no_reason_to_be_over(appointment: Appointment) -> None:
    assert over_reason(appointment, None) is None
    assert summarize_call(appointment) is None
    close_due(now=END)
    assert over_reason(fresh(appointment), None) is OverReason.ENDED
