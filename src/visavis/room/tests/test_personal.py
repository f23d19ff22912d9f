"""The one page behind the personal link, in each of its states."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests import personas
from tests.personas import MONDAY
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.services import approve, cancel, confirm, decline
from visavis.calls.services import close_due, correct_outcome
from visavis.people.models import Specialist
from visavis.room.page_state import PageState, page_state
from visavis.room.tests.browsers import START, Browser, client_browser
from visavis.schedule.models import Door, Place
from visavis.waiting.models import Visit

MINUTE = timedelta(minutes=1)
END = START + 50 * MINUTE


def page(appointment: Appointment) -> str:
    browser = client_browser(appointment)
    answer = browser.get(browser.base)
    assert answer.status_code == 200
    assert "noindex" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    text: str = answer.text
    return text


def test_a_held_time_leads_to_its_form(olena: Specialist, clock: Any) -> None:
    clock.move_to(MONDAY)
    held = personas.held(personas.service(olena, notice_min=0), START)
    assert f"/a/{held.public_id}/book/" in page(held)
    clock.shift(11 * 60)
    assert "See whether it is still free" in page(held)


def test_a_request_waits_for_its_answer(olena: Specialist, clock: Any) -> None:
    clock.move_to(MONDAY)
    asked = personas.booked(personas.service(olena, notice_min=0, needs_approval=True), START)
    assert "You have asked for this time" in page(asked)
    approve(appointment_id=asked.pk, by=personas.by(), now=MONDAY)
    assert "The waiting room opens at 08:45" in page(asked)


def test_a_declined_request_says_why(olena: Specialist, clock: Any) -> None:
    clock.move_to(MONDAY)
    asked = personas.booked(personas.service(olena, notice_min=0, needs_approval=True), START)
    decline(appointment_id=asked.pk, by=personas.by(), reason="I am away", now=MONDAY)
    text = page(asked)
    assert "This time is not possible" in text
    assert "I am away" in text


def test_before_the_opening_it_counts_down_and_has_no_way_in(appointment: Appointment, clock: Any) -> None:
    clock.move_to(START - 15 * MINUTE - timedelta(seconds=1))
    text = page(appointment)
    assert 'data-countdown="2026-12-07T07:45:00+00:00"' in text
    assert 'data-personal-opens="2026-12-07T07:45:00+00:00"' in text
    # On Ivan's clock, who is in Berlin.
    assert "The waiting room opens at 08:45" in text
    assert "/enter/" not in text
    clock.move_to(START - 15 * MINUTE)
    assert "/enter/" in page(appointment)


def test_a_day_ahead_it_says_when_to_come_back(appointment: Appointment, clock: Any) -> None:
    clock.move_to(MONDAY - timedelta(days=1))
    text = page(appointment)
    assert "The waiting room opens on" in text
    assert "08:45 (Berlin, UTC+1)" in text


def test_whoever_confirmed_is_told_see_you_then(appointment: Appointment, clock: Any) -> None:
    clock.move_to(MONDAY - timedelta(days=1))
    confirm(appointment_id=appointment.pk, now=MONDAY)
    assert "See you then" in page(appointment)


def test_entering_too_early_is_refused_in_a_sentence(ivan: Browser, clock: Any) -> None:
    clock.move_to(MONDAY)
    refused = ivan.post(f"{ivan.base}enter/")
    assert refused.status_code == 409
    assert "The waiting room is not open yet" in refused.text


def test_opening_the_page_enters_nothing(ivan: Browser) -> None:
    ivan.get(ivan.base)
    ivan.head(ivan.base)
    assert not Visit.objects.exists()
    assert ivan.get(f"{ivan.base}enter/").status_code == 405


def test_another_browser_of_the_same_person_is_asked_to_enter_too(
    ivan: Browser, hers: Browser, appointment: Appointment
) -> None:
    ivan.post(f"{ivan.base}enter/")
    assert "room-config" in ivan.get(ivan.base).text
    phone = client_browser(appointment)
    assert "room-config" not in phone.get(phone.base).text
    hers.post(f"{hers.base}admit/")
    assert "Your consultation is going on" in phone.get(phone.base).text
    phone.post(f"{phone.base}enter/")
    # Which the specialist decides: see `test_second_device.py`.
    assert "already in the conversation on another device" in phone.get(phone.base).text


def test_an_open_door_says_join_the_call(olena: Specialist, clock: Any) -> None:
    open_door = personas.service(olena, notice_min=0, door=Door.OPEN.value)
    appointment = personas.booked(open_door, START)
    clock.move_to(START - 6 * MINUTE)
    assert "Enter the waiting room" in page(appointment)
    clock.move_to(START - 5 * MINUTE)
    assert "Join the call" in page(appointment)


def test_in_person_it_says_where_and_has_no_room(olena: Specialist, clock: Any) -> None:
    clock.move_to(START - 5 * MINUTE)
    service = personas.service(olena, notice_min=0, place=Place.IN_PERSON.value, address="12 River Street")
    text = page(personas.booked(service, START))
    assert "12 River Street" in text
    assert "/enter/" not in text


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ({"to": State.COMPLETED}, "Thank you, Ivan Petrenko"),
        ({"to": State.TECHNICAL_FAILURE}, "The call did not work"),
        ({}, "Nobody came"),
    ],
)
def test_afterwards_it_says_what_it_was_and_how_to_book_again(
    appointment: Appointment, clock: Any, outcome: dict[str, Any], words: str
) -> None:
    clock.move_to(END)
    close_due(now=END)
    if outcome:
        correct_outcome(
            appointment_id=appointment.pk, absent=None, reason="x", by=personas.by(), now=END, **outcome
        )
    text = page(appointment)
    assert words in text
    assert f"/services/{appointment.service.public_id}/" in text


@pytest.mark.parametrize(
    ("entered", "words"), [(True, "We are sorry that Olena Koval did not come"), (False, "We missed you")]
)
def test_a_missed_one_says_by_whom(
    ivan: Browser, hers: Browser, appointment: Appointment, clock: Any, entered: bool, words: str
) -> None:
    if entered:
        ivan.post(f"{ivan.base}enter/")
    else:
        hers.post("/desk/queue/")
    close_due(now=END + timedelta(hours=1))
    assert words in page(appointment)


def test_a_client_turned_away_reads_why(ivan: Browser, hers: Browser, appointment: Appointment) -> None:
    ivan.post(f"{ivan.base}enter/")
    hers.post(f"{hers.base}decline/", {"reason": "I have fallen ill"})
    assert ivan.ask("state")["overReason"] == "declined"
    text = page(appointment)
    assert "Olena Koval could not let you in" in text
    assert "I have fallen ill" in text


def test_a_cancelled_one_says_so_without_the_clients_own_words(appointment: Appointment, clock: Any) -> None:
    from visavis.people.actors import THE_CLIENT

    cancel(appointment_id=appointment.pk, by=THE_CLIENT, now=MONDAY, reason="a private matter")
    text = page(appointment)
    assert "This appointment is cancelled" in text
    assert "private matter" not in text


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_page(state: State) -> None:
    from django.template.loader import get_template

    for by_video in (True, False):
        shown = page_state(
            state, by_video=by_video, room_open=False, entered_here=False, held_until=None, now=START
        )
        assert shown is not PageState.INSIDE
        get_template(f"room/client/{shown.value}.html")


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_room_hands_its_words_over_in_the_pages_language(
    ivan: Browser, language: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    ivan.post(f"{ivan.base}enter/")
    with django_assert_max_num_queries(16):
        text = ivan.get(ivan.base, headers={"Accept-Language": language}).text
    assert f'<html lang="{language}">' in text
    assert "room-texts" in text
