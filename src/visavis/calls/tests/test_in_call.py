"""What the pages say during the call besides signalling: fresh credentials, figures, words."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings

from tests import personas
from tests.personas import MONDAY
from visavis.booking.models import Appointment
from visavis.calls.errors import CallOver, NotAdmitted, StaleSeat
from visavis.calls.grants import join_call, renew_grant
from visavis.calls.queries import chat_messages, connections_by_party
from visavis.calls.services import (
    ConnectionReport,
    end_for_both,
    leave_call,
    record_connection,
    send_chat_message,
    take_seat,
)
from visavis.live.events import events_after
from visavis.people.actors import Actor
from visavis.people.parties import CALL_PARTIES, Party
from visavis.video.providers import provider
from visavis.waiting.events import party_stream
from visavis.waiting.services import admit, enter_waiting_room

pytestmark = pytest.mark.django_db
START = MONDAY + timedelta(hours=2)
TURN = {
    "default": "p2p",
    "providers": {"p2p": {"turn_urls": ["turn:turn.example"], "turn_secret": "a-secret-shared-with-coturn"}},
}


@pytest.fixture
def waiting() -> Appointment:
    personas.practice()
    appointment = personas.booked(personas.service(personas.olena(), notice_min=0), START)
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    return appointment


@pytest.fixture
def called(waiting: Appointment) -> Appointment:
    return admit(appointment_id=waiting.pk, by=olena(waiting), now=START)


def olena(appointment: Appointment) -> Actor:
    assert appointment.specialist.user is not None
    return Actor.staff(appointment.specialist.user)


def sit(appointment: Appointment, party: Party = Party.CLIENT, tab: str = "tab") -> tuple[str, int]:
    taken = take_seat(appointment_id=appointment.pk, party=party, tab=tab, take_over=True, now=START)
    return taken.seat.token, taken.seat.epoch


def said(**figures: int | str | None) -> ConnectionReport:
    default: dict[str, int | str | None] = {
        "browser": "Firefox", "local_kind": "host", "remote_kind": "srflx", "protocol": "udp",
        "rtt_ms": 40, "received": 1000, "lost": 10, "restarts": 0,
    }  # fmt: skip
    return ConnectionReport(**(default | figures))  # type: ignore[arg-type]  # a table for brevity


class TestCredentials:
    @pytest.fixture(autouse=True)
    def relay(self) -> object:
        provider.cache_clear()
        with override_settings(VIDEO=TURN):
            yield
        provider.cache_clear()

    def renew(self, appointment: Appointment, token: str, epoch: int, minutes: int = 0) -> dict[str, Any]:
        return renew_grant(
            appointment_id=appointment.pk,
            party=Party.CLIENT,
            token=token,
            epoch=epoch,
            now=START + timedelta(minutes=minutes),
        )

    def test_they_come_with_the_seat_and_last_five_minutes(self, called: Appointment) -> None:
        answer = join_call(called, Party.CLIENT, tab="tab", take_over=False, now=START)
        grant = answer["grant"]
        username = grant["access"]["iceServers"][0]["username"]
        assert int(username.split(":")[0]) == int((START + timedelta(minutes=5)).timestamp())
        assert grant["lastsS"] == 300

    def test_whoever_sits_gets_fresh_ones(self, called: Appointment) -> None:
        token, epoch = sit(called)
        [server] = self.renew(called, token, epoch, minutes=20)["access"]["iceServers"]
        assert int(server["username"].split(":")[0]) == int((START + timedelta(minutes=25)).timestamp())

    def test_before_admission_there_are_none(self, waiting: Appointment) -> None:
        with pytest.raises(NotAdmitted):
            self.renew(waiting, "anything", 1)

    def test_after_the_end_there_are_none(self, called: Appointment) -> None:
        token, epoch = sit(called)
        end_for_both(appointment_id=called.pk, by=olena(called), now=START)
        with pytest.raises(CallOver):
            self.renew(called, token, epoch)

    def test_a_seat_that_another_tab_took_or_that_was_left_gets_none(self, called: Appointment) -> None:
        old = sit(called, tab="old")
        token, epoch = sit(called, tab="new")
        with pytest.raises(StaleSeat):
            self.renew(called, *old)
        leave_call(appointment_id=called.pk, party=Party.CLIENT, tab="new", token=token, now=START)
        with pytest.raises(StaleSeat):
            self.renew(called, token, epoch)

    def test_the_other_persons_seat_is_none_of_mine(self, called: Appointment) -> None:
        token, epoch = sit(called, Party.SPECIALIST)
        sit(called)
        with pytest.raises(StaleSeat):
            self.renew(called, token, epoch)


class TestRecord:
    def test_reports_add_up_over_page_loads(self, called: Appointment) -> None:
        for figures in ({"rtt_ms": 40}, {"rtt_ms": 80, "lost": 90, "restarts": 1}):
            token, epoch = sit(called)
            record_connection(
                appointment_id=called.pk, party=Party.CLIENT, token=token, epoch=epoch,
                said=said(**figures), now=START,
            )  # fmt: skip
        record = connections_by_party(called)[Party.CLIENT]
        assert (record.joins, record.restarts, record.browser) == (2, 1, "Firefox")
        assert (record.local_kind, record.remote_kind, record.protocol) == ("host", "srflx", "udp")
        assert (record.rtt_ms, record.rtt_ms_worst, record.loss_percent) == (60, 80, 4.8)
        assert record.first_joined_at == START

    def test_a_report_without_a_path_or_round_trip_keeps_what_was_known(self, called: Appointment) -> None:
        token, epoch = sit(called)
        nothing = {"local_kind": "", "remote_kind": "", "protocol": "", "rtt_ms": None}
        for figures in ({}, nothing):
            record_connection(
                appointment_id=called.pk, party=Party.CLIENT, token=token, epoch=epoch,
                said=said(**figures), now=START,
            )  # fmt: skip
        record = connections_by_party(called)[Party.CLIENT]
        assert (record.local_kind, record.rtt_ms) == ("host", 40)

    def test_whoever_lost_the_seat_reports_nothing(self, called: Appointment) -> None:
        token, epoch = sit(called, tab="old")
        sit(called, tab="new")
        with pytest.raises(StaleSeat):
            record_connection(
                appointment_id=called.pk, party=Party.CLIENT, token=token, epoch=epoch, said=said(), now=START
            )

    def test_who_never_sat_has_no_record_and_an_empty_one_says_nothing(self, called: Appointment) -> None:
        sit(called)
        records = connections_by_party(called)
        assert set(records) == {Party.CLIENT}
        assert (records[Party.CLIENT].rtt_ms, records[Party.CLIENT].loss_percent) == (None, None)


class TestChat:
    def test_a_line_reaches_both_and_is_there_after_a_reload(self, called: Appointment) -> None:
        assert send_chat_message(
            appointment_id=called.pk, party=Party.CLIENT, key="1", text="Can you hear me?", now=START
        )
        line = {"key": "1", "by": "client", "text": "Can you hear me?", "at": START.isoformat()}
        for party in CALL_PARTIES:
            event = events_after(party_stream(called, party), 0).events[-1]
            assert {**event, "id": 0} == {**line, "kind": "chat", "id": 0}
            assert chat_messages(called, party) == [line]

    def test_a_repeated_line_is_said_once(self, called: Appointment) -> None:
        for is_new in (True, False):
            assert (
                send_chat_message(
                    appointment_id=called.pk, party=Party.CLIENT, key="1", text="Hello", now=START
                )
                is is_new
            )
        assert len(chat_messages(called, Party.SPECIALIST)) == 1

    def test_nothing_is_said_before_admission_or_after_the_end(self, waiting: Appointment) -> None:
        with pytest.raises(NotAdmitted):
            send_chat_message(appointment_id=waiting.pk, party=Party.CLIENT, key="1", text="Hello", now=START)
        staff = olena(waiting)
        admit(appointment_id=waiting.pk, by=staff, now=START)
        end_for_both(appointment_id=waiting.pk, by=staff, now=START)
        with pytest.raises(CallOver):
            send_chat_message(
                appointment_id=waiting.pk, party=Party.SPECIALIST, key="1", text="Hello", now=START
            )
