"""The room's page at the desk, the queue, and what staff decide there."""

from datetime import timedelta
from typing import Any

import pytest

from tests import personas
from tests.personas import MONDAY
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.calls.services import close_due
from visavis.people.models import Role, Specialist
from visavis.room.tests.browsers import START, Browser, staff_browser
from visavis.schedule.models import Place

MINUTE = timedelta(minutes=1)
END = START + 50 * MINUTE


def test_before_its_time_she_may_open_the_waiting_room(ivan: Browser, hers: Browser, clock: Any) -> None:
    clock.move_to(MONDAY)
    text = hers.get(hers.base).text
    assert "Open it now" in text
    assert "room-config" not in text
    hers.post(f"{hers.base}open/")
    assert "room-config" in hers.get(hers.base).text
    assert ivan.post(f"{ivan.base}enter/").status_code == 302


def test_the_room_says_who_is_here_and_lets_them_in(ivan: Browser, hers: Browser) -> None:
    assert "The client is not in the waiting room" in hers.get(hers.base).text
    ivan.post(f"{ivan.base}enter/")
    text = hers.get(hers.base).text
    assert "The client has been waiting since 10:00" in text
    assert f"{hers.base}admit/" in text
    hers.post(f"{hers.base}admit/")
    assert "the consultation is going on" in hers.get(hers.base).text


def test_letting_in_nobody_is_refused_in_a_sentence(hers: Browser) -> None:
    refused = hers.post(f"{hers.base}admit/")
    assert refused.status_code == 409
    assert "The client is not in the waiting room yet" in refused.text


def test_turning_away_needs_a_reason(ivan: Browser, hers: Browser, appointment: Appointment) -> None:
    ivan.post(f"{ivan.base}enter/")
    refused = hers.post(f"{hers.base}decline/", {"reason": " "})
    assert refused.status_code == 422
    assert "Write in a few words why: the client reads it." in refused.text
    hers.post(f"{hers.base}decline/", {"reason": "I have fallen ill"})
    appointment.refresh_from_db()
    assert appointment.lifecycle is State.CANCELLED


def test_the_queue_counts_who_is_here_and_says_how(ivan: Browser, hers: Browser, clock: Any) -> None:
    assert hers.get("/desk/queue/").text.strip() == ""
    ivan.post(f"{ivan.base}enter/")
    ivan.say("heartbeat", tab="a", visible=False, connected=False, camera="denied", microphone="on")
    clock.shift(60)
    text = hers.get("/desk/queue/").text
    assert 'data-queue-count="1"' in text
    assert "waiting for 1 minute" in text
    assert "looking at another page" in text
    assert "sound works, the camera is not allowed" in text
    clock.shift(60)
    text = hers.get("/desk/queue/").text
    assert 'data-queue-count="0"' in text
    assert "connection lost since 10:00" in text


def test_reading_the_queue_notices_nobody_and_only_showing_it_does(ivan: Browser, hers: Browser) -> None:
    ivan.post(f"{ivan.base}enter/")
    hers.head("/desk/queue/")
    hers.get("/desk/queue/")
    assert ivan.ask("state")["acknowledgedBy"] is None
    hers.post("/desk/queue/")
    assert ivan.ask("state")["acknowledgedBy"] == "Olena Koval"


def test_the_desk_is_told_when_it_may_say_did_not_come(
    hers: Browser, clock: Any, appointment: Appointment
) -> None:
    assert "The client did not come" not in hers.get(hers.base).text
    refused = hers.post(f"{hers.base}no-show/")
    assert "10 minutes after the start" in refused.text
    clock.shift(600)
    assert "The client did not come" in hers.get(hers.base).text
    hers.post(f"{hers.base}no-show/")
    appointment.refresh_from_db()
    assert (appointment.state, appointment.absent) == ("no_show", "client")


def test_an_outcome_is_corrected_with_a_reason(hers: Browser, clock: Any, appointment: Appointment) -> None:
    clock.move_to(END)
    close_due(now=END)
    text = hers.get(hers.base).text
    assert "Nobody came" in text
    assert 'value="completed"' in text
    assert 'value="no_show:client"' not in text
    refused = hers.post(f"{hers.base}outcome/", {"reason": "we phoned"})
    assert refused.status_code == 422
    assert "Choose what happened." in refused.text
    assert 'value="we phoned"' in refused.text
    hers.post(f"{hers.base}outcome/", {"outcome": "completed", "reason": "we phoned"})
    appointment.refresh_from_db()
    assert appointment.lifecycle is State.COMPLETED
    hers.post(f"{hers.base}outcome/", {"outcome": "no_show:both", "reason": "no, we did not"})
    appointment.refresh_from_db()
    assert (appointment.state, appointment.absent) == ("no_show", "both")


def test_what_is_not_over_has_no_outcome_to_correct(hers: Browser, appointment: Appointment) -> None:
    refused = hers.post(f"{hers.base}outcome/", {"outcome": "completed", "reason": "x"})
    assert refused.status_code == 409
    appointment.refresh_from_db()
    assert appointment.lifecycle is State.SCHEDULED


def test_in_person_the_page_explains_what_happens_by_itself(olena: Specialist, clock: Any) -> None:
    service = personas.service(olena, notice_min=0, place=Place.IN_PERSON.value)
    appointment = personas.booked(service, START)
    hers = staff_browser(appointment, olena.user)
    assert "This appointment is in person" in hers.get(hers.base).text
    assert hers.post(f"{hers.base}open/").status_code == 409


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_page_speaks_each_language(hers: Browser, language: str) -> None:
    answer = hers.get(hers.base, headers={"Accept-Language": language})
    assert f'<html lang="{language}">' in answer.text


def test_the_appointments_page_offers_did_not_come_where_the_room_does(
    ivan: Browser, hers: Browser, clock: Any, appointment: Appointment
) -> None:
    pages = [hers.base, f"/desk/appointments/{appointment.public_id}/"]

    def offered() -> list[bool]:
        return ["The client did not come" in hers.get(page).text for page in pages]

    clock.shift(600)
    assert offered() == [True, True], "nobody has come"
    ivan.post(f"{ivan.base}enter/")
    ivan.send_heartbeat("a")
    assert offered() == [False, False], "the client is here"
    hers.post(f"{hers.base}admit/")
    clock.shift(600)
    assert offered() == [False, False], "the client was here and has gone"


def test_nobody_is_asked_to_let_in_a_client_who_has_gone_away(
    ivan: Browser, hers: Browser, appointment: Appointment
) -> None:
    admin = staff_browser(appointment, personas.staff(Role.ADMIN))
    ivan.post(f"{ivan.base}enter/")
    assert f"{hers.base}admit/" in admin.get(admin.base).text
    ivan.post(f"{ivan.base}leave-waiting/")
    assert f"{hers.base}admit/" not in admin.get(admin.base).text
    assert admin.post(f"{admin.base}admit/").status_code == 409


def test_a_client_who_comes_back_long_after_the_end_waits_and_is_let_in_again(
    ivan: Browser, hers: Browser, clock: Any
) -> None:
    ivan.post(f"{ivan.base}enter/")
    ivan.send_heartbeat("his")
    hers.say("admit", tab="hers")
    seat = ivan.join("his").json()["grant"]["seat"]
    ivan.say("leave", tab="his", seat=seat, pressed=True)
    clock.move_to(END + 11 * MINUTE)
    assert ivan.ask("state")["phase"] == "waiting"
    refused = ivan.join("his")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_admitted")
    text = hers.get(hers.base).text
    assert "The client has been waiting since" in text
    assert f"{hers.base}admit/" in text
    assert ivan.base.strip("/").split("/")[-1] in hers.get("/desk/queue/").text
    assert hers.say("admit", tab="hers").status_code == 200
    assert ivan.join("his").status_code == 200


def test_a_heartbeat_may_tell_what_was_missed_and_nothing_odd(ivan: Browser, hers: Browser) -> None:
    ivan.post(f"{ivan.base}enter/")
    devices = {"tab": "a", "visible": True, "connected": True, "camera": "on", "microphone": "on"}
    assert ivan.say("heartbeat", **devices, missed=[[23_000, 0]]).status_code == 204
    for odd in ([[0, 23_000]], [[1]], "all", [["a", "b"]], [[10**9, 0]], [[1, 0]] * 51):
        assert ivan.say("heartbeat", **devices, missed=odd).status_code == 422
