"""What a waiting client is answered and told, and what is true at that moment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import personas
from visavis.booking.models import Appointment
from visavis.booking.services import cancel, reopen
from visavis.live.events import events_after
from visavis.live.stream_names import ALL_DESKS, desk_stream
from visavis.people.actors import Actor
from visavis.people.models import User
from visavis.people.parties import Party
from visavis.waiting.errors import NobodyWaits
from visavis.waiting.events import party_stream
from visavis.waiting.models import Visit
from visavis.waiting.services import (
    acknowledge_visits,
    admit,
    enter_waiting_room,
    leave_waiting_room,
    message_client,
)
from visavis.waiting.tests.watching import MINUTE, START, alerted, alerts, here, rings, status_after

SECOND = MINUTE / 60

pytestmark = pytest.mark.django_db


class TestAnswers:
    def test_some_minutes_patience_are_kept_quiet_and_then_it_begins_anew(
        self, appointment: Appointment, her: User
    ) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        message_client(
            appointment_id=appointment.pk, by=Actor.staff(her), minutes=10, text="", now=START + 2 * MINUTE
        )
        assert alerts()[0] == (15, "sms")
        assert rings(her, 11.9) == []
        assert rings(her, 12) == ["Ivan Petrenko"]
        told = status_after(appointment, 3)
        assert (told["holdUntil"], told["message"]) == ((START + 12 * MINUTE).isoformat(), None)

    def test_words_are_heard_stay_on_the_page_and_count_as_an_answer_for_a_while(
        self, appointment: Appointment, her: User
    ) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        assert rings(her, 0) == ["Ivan Petrenko"]
        by = Actor.staff(her)
        message_client(appointment_id=appointment.pk, by=by, minutes=None, text="Finishing notes", now=START)
        (event,) = events_after(party_stream(appointment, Party.CLIENT), 0).events
        assert (event["kind"], event["text"]) == ("message", "Finishing notes")
        assert status_after(appointment, 1)["message"] == {"text": "Finishing notes", "at": START.isoformat()}
        assert (rings(her, 2.9), rings(her, 3)) == ([], ["Ivan Petrenko"])
        # A number of minutes said later leaves the words where they are.
        message_client(appointment_id=appointment.pk, by=by, minutes=5, text="", now=START + MINUTE)
        assert status_after(appointment, 1)["message"] == {
            "text": "Finishing notes",
            "at": (START + MINUTE).isoformat(),
        }

    def test_nobody_is_answered_who_does_not_wait(self, appointment: Appointment, her: User) -> None:
        with pytest.raises(NobodyWaits):
            message_client(appointment_id=appointment.pk, by=Actor.staff(her), minutes=5, text="", now=START)

    def test_what_was_said_is_forgotten_with_a_new_evening(self, appointment: Appointment, her: User) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        message_client(appointment_id=appointment.pk, by=Actor.staff(her), minutes=5, text="Soon", now=START)
        cancel(appointment_id=appointment.pk, by=personas.by(), now=START)
        reopen(appointment_id=appointment.pk, by=personas.by(), now=START)
        enter_waiting_room(appointment_id=appointment.pk, now=START + MINUTE)
        told = status_after(appointment, 1)
        assert (told["message"], told["holdUntil"], told["alert"]) == (None, None, None)


class TestTruth:
    def test_it_says_who_sees_them_only_while_a_page_shows_them(
        self, appointment: Appointment, her: User
    ) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        told = status_after(appointment, 0)
        assert (told["acknowledgedBy"], told["acknowledgedAt"], told["alertAt"]) == (
            None,
            None,
            (START + 3 * MINUTE).isoformat(),
        )
        acknowledge_visits(user=her, now=START)
        assert status_after(appointment, 0)["acknowledgedBy"] == "Olena Koval"
        told = status_after(appointment, 1)
        assert (told["acknowledgedBy"], told["acknowledgedAt"]) == (None, START.isoformat())

    def test_what_was_recorded_a_moment_ago_is_not_written_again(
        self, appointment: Appointment, her: User
    ) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        for seconds, recorded in ((0, 0), (1, 0), (2, 2)):
            acknowledge_visits(user=her, now=START + seconds * SECOND)
            visit = Visit.objects.get(appointment=appointment, party=Party.CLIENT.value)
            assert visit.acknowledged_at == START + recorded * SECOND

    def test_it_is_recorded_by_one_statement(self, appointment: Appointment, her: User) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        acknowledge_visits(user=her, now=START)
        with CaptureQueriesContext(connection) as queries:
            acknowledge_visits(user=her, now=START + 2 * SECOND)
        assert [query["sql"].split()[0] for query in queries] == ["SAVEPOINT", "WITH", "RELEASE"]

    def test_an_alert_is_told_of_once_it_was_really_sent(self, appointment: Appointment) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        here(appointment, 4)
        assert status_after(appointment, 4)["alert"] is None, "it is late, and nobody says otherwise"
        assert len(alerted(4)) == 1
        assert status_after(appointment, 4)["alert"] == {
            "channel": "sms",
            "at": (START + 4 * MINUTE).isoformat(),
        }

    def test_the_desks_are_told_whenever_the_queue_is_another(
        self, appointment: Appointment, her: User
    ) -> None:
        names = (desk_stream(appointment.specialist.public_id), ALL_DESKS)

        def told() -> list[int]:
            return [len(events_after(name, 0).events) for name in names]

        enter_waiting_room(appointment_id=appointment.pk, now=START)
        assert told() == [1, 1]
        message_client(appointment_id=appointment.pk, by=Actor.staff(her), minutes=5, text="", now=START)
        assert told() == [2, 2]
        leave_waiting_room(appointment_id=appointment.pk, now=START)
        assert told() == [3, 3]
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        admit(appointment_id=appointment.pk, by=Actor.staff(her), now=START)
        assert told() == [5, 5]
