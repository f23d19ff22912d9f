"""Who has no JavaScript waits for a moment and presses again; waiting books a few, and fills no calendar."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from tests import personas
from tests.personas import MONDAY
from visavis.booking import proof_of_work, rate_limits
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.proof_of_work import WAIT
from visavis.booking.rate_limits import WITHOUT_SCRIPT, WITHOUT_SCRIPT_OF_A_NETWORK
from visavis.booking.tests.browsing import BY_MAIL, LATER, a_service, hold
from visavis.booking.tests.proving import challenge_in, open_form, solved
from visavis.people.links import GRANT_COOKIE, sign_grant
from visavis.schedule.models import Service

pytestmark = pytest.mark.django_db
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_of_work, "ATTEMPTS", (2, 5))
    monkeypatch.setattr(proof_of_work, "ROUNDS", 10)


@pytest.fixture
def service() -> Service:
    made = a_service()
    personas.practice(proof_of_work=True)
    return made


def at(hours: int) -> str:
    return (LATER + hours * HOUR).isoformat()


def at_form(browser: Client, form: str) -> Client:
    """The browser with the grant that it keeps for this form; a test's client has one for all addresses."""
    browser.cookies[GRANT_COOKIE] = sign_grant(UUID(form.split("/")[2]), 1)
    return browser


def state() -> State:
    return Appointment.objects.latest("id").lifecycle


def test_without_javascript_one_is_told_how_long_to_wait_and_presses_again(
    client: Client, service: Service, monday: time_machine.Traveller
) -> None:
    form = hold(client, service)
    challenge = open_form(client, form)
    monday.shift(4 * SECOND)
    refused = client.post(form, {**BY_MAIL, "proof": challenge})
    assert refused.status_code == 422
    assert "press the button once more in 11 seconds" in refused.text
    # The clock does not start anew.
    assert challenge_in(refused.text) == challenge
    monday.shift(WAIT - 4 * SECOND)
    assert client.post(form, {**BY_MAIL, "proof": challenge}).status_code == 302
    assert state() is State.SCHEDULED


def test_a_mistake_in_the_form_costs_no_second_wait_and_no_second_work(
    client: Client, service: Service
) -> None:
    form = hold(client, service)
    proof = solved(open_form(client, form))
    refused = client.post(form, {**BY_MAIL, "name": "", "proof": proof})
    assert challenge_in(refused.text) == proof
    assert client.post(form, {**BY_MAIL, "proof": challenge_in(refused.text)}).status_code == 302


def test_waiting_books_a_few_of_one_network_and_a_dozen_of_all(
    service: Service, monday: time_machine.Traveller
) -> None:
    booked = 0
    for network in range(6):
        for number in range(WITHOUT_SCRIPT_OF_A_NETWORK + 1):
            browser = Client(REMOTE_ADDR=f"203.0.113.{network}")
            day = timedelta(days=7 * (network // 3) + network % 3)
            form = hold(browser, service, (LATER + day + number * HOUR).isoformat())
            challenge = open_form(browser, form)
            monday.shift(WAIT)
            mine = {**BY_MAIL, "email": f"ivan{network}-{number}@example.org", "proof": challenge}
            answer = browser.post(form, mine)
            booked += answer.status_code == 302
            if answer.status_code != 302:
                assert answer.status_code == 429
                assert "switch it on for this page" in answer.text
                # Work is accepted where waiting is not.
                last, left = {**mine, "proof": solved(challenge)}, browser
    assert booked == WITHOUT_SCRIPT
    assert left.post(form, last).status_code == 302


def test_what_one_network_is_refused_does_not_use_up_what_all_have(
    service: Service, monday: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "WITHOUT_SCRIPT", 4)
    for number in range(WITHOUT_SCRIPT_OF_A_NETWORK + 1):
        browser = Client(REMOTE_ADDR="203.0.113.1")
        form = hold(browser, service, at(number))
        sent = {**BY_MAIL, "email": f"i{number}@example.org", "proof": open_form(browser, form)}
        monday.shift(WAIT)
        answers = [browser.post(form, sent).status_code for _ in range(3)]
    assert answers == [429] * 3
    browser = Client(REMOTE_ADDR="203.0.113.2")
    form = hold(browser, service, (LATER + timedelta(days=1)).isoformat())
    challenge = open_form(browser, form)
    monday.shift(WAIT)
    assert browser.post(form, {**BY_MAIL, "proof": challenge}).status_code == 302


def test_the_words_are_in_the_visitors_language(client: Client, service: Service) -> None:
    form = hold(client, service)
    for language, before, after in (
        ("uk", "Без JavaScript", "натисніть кнопку ще раз"),
        ("ru", "Без JavaScript", "нажмите кнопку ещё раз"),
    ):
        shown = client.get(form, headers={"Accept-Language": language}).text
        assert before in shown
        sent = {**BY_MAIL, "proof": challenge_in(shown)}
        assert after in client.post(form, sent, headers={"Accept-Language": language}).text
