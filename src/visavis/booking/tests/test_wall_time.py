"""A new zone law: appointments keep their instant, and staff learn which moved on the wall."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import personas
from tests.personas import IVAN, MARIA, MONDAY
from tests.zone_laws import changed_law
from visavis.audit.models import AuditEntry
from visavis.booking import jobs
from visavis.booking.errors import NotPossibleNow, SlotNotOffered, WallTimeAnswered, WallTimeSkipped
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment, ZoneRules
from visavis.booking.models.wall_time import BookedWallTime
from visavis.booking.services import (
    cancel,
    compare_wall_times,
    move_back,
    move_by_staff,
    reopen,
    tell_wall_time,
)
from visavis.lib.zone_database import zone_database_version
from visavis.messages.tests.delivering import deliver_due, ledger_rows
from visavis.schedule.models import Service
from visavis.web import zones

HOUR = timedelta(hours=1)
TEN = MONDAY + 50 * HOUR
"""Wednesday 9 December, 10:00 in Kyiv by the law of its booking; 11:00 where summer time stays all year."""
BOOKED, SHOWS = "2026-12-09T10:00", "2026-12-09T11:00"
ALL_ZONES = sorted(zones._known())


@pytest.fixture
def service(db: None) -> Service:
    personas.practice()
    return personas.service(personas.olena(), notice_min=0)


@pytest.fixture
def appointment(service: Service) -> Appointment:
    compare_wall_times(version="the old law", now=MONDAY)
    return personas.booked(service, TEN)


@pytest.fixture
def summer_all_year(tmp_path: Path, appointment: Appointment) -> Iterator[None]:
    """Ukraine keeps its summer time: a made-up file with Istanbul's rules, read by the real code."""
    with changed_law(tmp_path, "Europe/Kyiv", like="Europe/Istanbul"):
        yield


def compared(version: str = "the new law") -> list[str]:
    """The marks of all appointments after the law of `version`."""
    compare_wall_times(version=version, now=MONDAY)
    return list(Appointment.objects.order_by("starts_at").values_list("shifted_local_time", flat=True))


def again(appointment: Appointment) -> Appointment:
    return Appointment.objects.select_related("service", "specialist").get(pk=appointment.pk)


def told(appointment: Appointment, acknowledged: str = SHOWS) -> Appointment:
    return tell_wall_time(
        appointment_id=appointment.pk, acknowledged=acknowledged, by=personas.by(), now=MONDAY
    )


def moved_back(appointment: Appointment, acknowledged: str = SHOWS, *, now: datetime = MONDAY) -> Appointment:
    return move_back(appointment_id=appointment.pk, acknowledged=acknowledged, by=personas.by(), now=now)


@pytest.mark.usefixtures("summer_all_year")
def test_a_new_law_marks_what_moved_on_the_wall_and_nothing_else(
    service: Service, appointment: Appointment
) -> None:
    # Booked by the new law already.
    personas.booked(service, TEN + 3 * HOUR, details=MARIA)
    before = Appointment.objects.values_list("starts_at", flat=True).order_by("starts_at")
    found = list(before)
    assert compared() == [SHOWS, ""]
    assert list(before) == found


def test_the_same_law_is_compared_once(appointment: Appointment) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert compare_wall_times(version="the old law", now=MONDAY) == 0
    assert len(captured) == 1


@pytest.mark.usefixtures("summer_all_year")
def test_the_job_compares_after_a_restart_with_another_zone_database(appointment: Appointment) -> None:
    with time_machine.travel(MONDAY, tick=False):
        jobs.compare_wall_times(0)
    assert again(appointment).shifted_local_time == SHOWS
    assert ZoneRules.objects.get().version == zone_database_version()


def test_the_version_tells_another_zone_database_from_this_one(tmp_path: Path) -> None:
    version = zone_database_version()
    with changed_law(tmp_path, "Europe/Kyiv", like="Europe/Istanbul"):
        assert zone_database_version() != version
    assert zone_database_version() == version


@pytest.mark.usefixtures("summer_all_year")
def test_what_a_crash_cut_off_is_compared_again(
    appointment: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    from visavis.booking.services import wall_time

    def crash(_row: Appointment) -> int:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(wall_time, "_mark", crash)
        with pytest.raises(RuntimeError):
            compare_wall_times(version="the new law", now=MONDAY)
    assert compared() == [SHOWS]
    assert compared() == [SHOWS]


@pytest.mark.usefixtures("summer_all_year")
def test_telling_keeps_the_instant_and_writes_to_the_client_in_their_language_and_zone(
    appointment: Appointment,
) -> None:
    compared()
    deliver_due(MONDAY)
    done = told(appointment)
    assert (done.starts_at, done.booked_local_time, done.shifted_local_time) == (TEN, SHOWS, "")
    assert (done.version, done.lifecycle) == (0, State.SCHEDULED)
    (mail,) = deliver_due(MONDAY)
    assert (mail.to, mail.calendar) == (IVAN.email, b"")
    # Ivan reads Ukrainian and lives in Berlin, whose clocks did not change.
    assert "Годинники переведено законом" in mail.subject
    assert "9:00 (Берлін, UTC+1)" in mail.text
    assert [kind for kind, *_rest in ledger_rows(kind="clocks_changed")] == ["client: clocks_changed"]
    last = done.transitions.last()
    assert last is not None
    assert (last.action, last.reason) == ("tell_wall_time", "2026-12-09 10:00 → 2026-12-09 11:00")
    assert AuditEntry.objects.filter(action="WallTimeTold", subject=done.public_id).count() == 1


@pytest.mark.usefixtures("summer_all_year")
def test_moving_back_is_a_move_with_its_message_and_the_next_sequence(appointment: Appointment) -> None:
    compared()
    deliver_due(MONDAY)
    done = moved_back(appointment)
    assert (done.starts_at, done.version) == (TEN - HOUR, 1)
    assert (done.booked_local_time, done.shifted_local_time) == (BOOKED, "")
    mail = next(one for one in deliver_due(MONDAY) if one.to == IVAN.email)
    assert b"SEQUENCE:1" in mail.calendar
    assert b"DTSTART:20261209T070000Z" in mail.calendar
    assert AuditEntry.objects.filter(action="AppointmentMoved", subject=done.public_id).exists()


@pytest.mark.usefixtures("summer_all_year")
def test_moving_back_is_refused_where_somebody_has_that_time(
    service: Service, appointment: Appointment
) -> None:
    personas.booked(service, TEN - HOUR, details=MARIA)
    with pytest.raises(SlotNotOffered) as refused:
        moved_back(appointment)
    assert "Maria" in refused.value.conflicts[0].sentence
    left = again(appointment)
    assert (left.starts_at, left.version, left.booked_local_time) == (TEN, 0, BOOKED)


@pytest.mark.usefixtures("summer_all_year")
def test_moving_back_into_the_past_is_refused(appointment: Appointment) -> None:
    with pytest.raises(SlotNotOffered):
        moved_back(appointment, now=TEN - HOUR / 2)


def test_a_time_that_the_new_law_skips_cannot_be_moved_back_to(
    tmp_path: Path, service: Service, appointment: Appointment
) -> None:
    # At 2:30 of the night in which Berlin's clocks go forward, and Kyiv's by this law, too: at 2:00.
    night = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    made = personas.booked_by_staff(service, night)
    assert made.booked_local_time == "2027-03-28T02:30"
    with changed_law(tmp_path, "Europe/Kyiv", like="Europe/Berlin"), pytest.raises(WallTimeSkipped):
        moved_back(made, "2027-03-28T01:30")


@pytest.mark.usefixtures("summer_all_year")
@pytest.mark.parametrize("answer", [told, moved_back])
def test_it_is_answered_once(appointment: Appointment, answer: object) -> None:
    assert callable(answer)
    answer(appointment)
    for second in (told, moved_back):
        with pytest.raises(WallTimeAnswered):
            second(appointment)
    assert compared() == [""]


@pytest.mark.usefixtures("summer_all_year")
def test_an_answer_to_another_time_than_the_clocks_show_is_refused(appointment: Appointment) -> None:
    for answer in (told, moved_back):
        with pytest.raises(WallTimeAnswered):
            answer(appointment, "2026-12-09T12:00")


def test_an_unchanged_law_leaves_nothing_to_answer(appointment: Appointment) -> None:
    for answer in (told, moved_back):
        with pytest.raises(WallTimeAnswered):
            answer(appointment, BOOKED)


@pytest.mark.usefixtures("summer_all_year")
def test_what_is_cancelled_needs_no_answer_until_it_is_reopened(appointment: Appointment) -> None:
    compared()
    cancel(appointment_id=appointment.pk, by=personas.by(), now=MONDAY)
    with pytest.raises(NotPossibleNow):
        told(appointment)
    reopen(appointment_id=appointment.pk, by=personas.by(), now=MONDAY)
    assert again(appointment).shifted_local_time == SHOWS
    told(appointment)


@pytest.mark.usefixtures("summer_all_year")
def test_another_move_settles_it(appointment: Appointment) -> None:
    compared()
    slot = appointment.slot_from(TEN + 2 * HOUR)
    move_by_staff(appointment_id=appointment.pk, slot=slot, by=personas.by(), now=MONDAY)
    assert again(appointment).shifted_local_time == ""


def test_a_second_law_is_seen_again_and_told_again(tmp_path: Path, appointment: Appointment) -> None:
    with changed_law(tmp_path, "Europe/Kyiv", like="Europe/Istanbul"):
        compared("one")
        told(appointment)
        deliver_due(MONDAY)
    with changed_law(tmp_path, "Europe/Kyiv", like="Asia/Dubai"):
        assert compared("two") == ["2026-12-09T12:00"]
        told(appointment, "2026-12-09T12:00")
        assert len(deliver_due(MONDAY)) == 1
    # The law of the booking again: the client was told another time, so this is a change, too.
    assert compared("three") == [BOOKED]
    back = moved_back(appointment, BOOKED)
    assert back.starts_at == TEN + 2 * HOUR


def test_a_law_that_is_taken_back_before_anybody_answered_leaves_nothing(
    tmp_path: Path, appointment: Appointment
) -> None:
    with changed_law(tmp_path, "Europe/Kyiv", like="Europe/Istanbul"):
        assert compared("one") == [SHOWS]
    assert compared("two") == [""]


@pytest.mark.usefixtures("summer_all_year")
def test_a_move_between_reading_and_marking_wins(appointment: Appointment) -> None:
    from visavis.booking.services.wall_time import _mark

    read_before = again(appointment)
    moved_back(appointment)
    assert _mark(read_before) == 0
    assert again(appointment).shifted_local_time == ""


@given(
    zone=st.sampled_from(ALL_ZONES),
    start=st.integers(-631_152_000, 7_258_118_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
)
@settings(max_examples=500)
def test_an_unchanged_law_moves_nothing_in_any_zone(zone: str, start: datetime) -> None:
    one = Appointment(starts_at=start)
    one.set_wall_time(zone)
    assert not one.has_moved_on_the_wall
    assert one.wall_time == one.booked_local_time
    # An appointment starts at a whole minute; where the offset is one, too, its local time leads back to it.
    whole = start.replace(second=0, microsecond=0)
    offset = whole.astimezone(ZoneInfo(zone)).utcoffset()
    if offset is not None and not offset % timedelta(minutes=1):
        one = Appointment(starts_at=whole)
        one.set_wall_time(zone)
        assert one.booked_start() == whole


def test_what_is_agreed_on_is_a_part_of_every_appointment() -> None:
    assert issubclass(Appointment, BookedWallTime)
