"""A client who comes back long after the call began, waits again, and is or is not let in again."""

from typing import Any

import pytest

from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.room.tests.browsers import Browser, client_browser
from visavis.schedule.models import Door

pytestmark = pytest.mark.django_db
MINUTE = 60


@pytest.fixture
def waiting_again(ivan: Browser, hers: Browser, clock: Any) -> Browser:
    """He was in the call, and came back eleven minutes after the planned end."""
    ivan.say("enter")
    ivan.send_heartbeat("his")
    hers.say("admit", tab="hers")
    grant = ivan.join("his").json()["grant"]
    ivan.say("leave", tab="his", seat=grant["seat"], pressed=True)
    clock.shift(61 * MINUTE)
    hers.send_heartbeat("hers")
    ivan.send_heartbeat("his")
    return ivan


def test_turning_them_away_again_says_that_nothing_is_cancelled(
    waiting_again: Browser, hers: Browser
) -> None:
    text = hers.get(hers.base).text
    assert "The client is not let in again and is told why." in text
    answer = hers.post(f"{hers.base}decline/", {"reason": "We are done"}, follow=True)
    assert "is not let in again and was told why" in answer.text
    assert answer.request["PATH_INFO"] == hers.base, "it has begun, and is ended in the room"
    assert "The appointment is cancelled" not in answer.text


def test_turned_away_it_is_over_for_the_client_and_she_is_alone(
    waiting_again: Browser, hers: Browser, appointment: Appointment
) -> None:
    hers.post(f"{hers.base}decline/", {"reason": "We are done"})
    state = waiting_again.ask("state")
    assert (state["phase"], state["overReason"]) == ("over", "declined")
    state = hers.ask("state")
    assert (state["phase"], state["overReason"], state["peerHere"]) == ("waiting", None, False)
    text = hers.get(hers.base).text
    assert "The client was let in" not in text
    assert "The client is not in the waiting room." in text
    assert '"hasBegun": true' in text, "her page offers to end it"
    for browser in (waiting_again, client_browser(appointment)):
        text = browser.get(browser.base).text
        assert "could not let you in again" in text
        assert "We are done" in text
        assert "/enter/" not in text
        assert browser.post(f"{browser.base}enter/").status_code == 409
    appointment.refresh_from_db()
    assert appointment.lifecycle is State.IN_PROGRESS


def test_after_it_is_closed_nobody_reads_that_they_were_turned_away(
    waiting_again: Browser, hers: Browser
) -> None:
    hers.post(f"{hers.base}decline/", {"reason": "We are done"})
    hers.say("end")
    assert waiting_again.ask("state")["overReason"] == "ended"


def test_another_browser_of_one_who_waits_again_does_not_read_that_they_are_let_in(
    ivan: Browser, hers: Browser, appointment: Appointment, clock: Any
) -> None:
    appointment.door = Door.OPEN.value
    appointment.save()
    ivan.say("enter")
    ivan.send_heartbeat("his")
    hers.say("join", tab="hers", takeOver=True)
    phone = client_browser(appointment)
    text = phone.get(phone.base).text
    assert "has let you in" in text
    before = text.split('data-personal="')[1].split('"')[0]
    clock.shift(61 * MINUTE)
    text = phone.get(phone.base).text
    assert "has let you in" not in text
    assert "Enter the waiting room" in text
    assert text.split('data-personal="')[1].split('"')[0] != before
    ivan.send_heartbeat("his")
    text = phone.get(phone.base).text
    assert "has let you in" not in text
    assert "Enter the waiting room" in text
