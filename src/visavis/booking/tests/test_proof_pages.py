"""Where a practice wants it, a stranger's browser works, or waits, before it books."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import personas
from tests.personas import MONDAY
from visavis.booking import proof_of_work
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment, SpentChallenge
from visavis.booking.tests.browsing import BY_MAIL, LATER, TEN, a_service, hold, with_link
from visavis.booking.tests.proving import challenge_in, open_form, solved
from visavis.config import retention
from visavis.lib import clock
from visavis.messages.models import Message
from visavis.people.links import GRANT_COOKIE, LinkSource, sign_grant
from visavis.people.models import RateCounter
from visavis.schedule.models import Service, TimeOff

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


def test_without_the_option_the_form_carries_nothing_and_loads_nothing(client: Client) -> None:
    form = hold(client, a_service())
    shown = client.get(form).text
    assert challenge_in(shown) == ""
    assert "proof" not in shown
    assert client.post(form, BY_MAIL).status_code == 302
    assert not SpentChallenge.objects.exists()


def test_only_the_form_carries_the_challenge_and_its_script(client: Client, service: Service) -> None:
    form = hold(client, service)
    shown = client.get(form).text
    assert challenge_in(shown)
    assert shown.count("assets/proof_of_work-") == 1
    assert re.search(r"<noscript>.*accepted 15 seconds after it was opened.*</noscript>", shown, re.DOTALL)
    others = (
        "/",
        f"/services/{service.public_id}/",
        f"/specialists/{service.specialist.public_id}/",
        "/link/",
    )
    assert not [path for path in others if "proof" in client.get(path).text]


def test_reading_the_form_stores_nothing_and_no_two_challenges_are_alike(
    client: Client, service: Service
) -> None:
    form = hold(client, service)
    with CaptureQueriesContext(connection) as asked:
        challenges = {open_form(client, form) for _ in range(3)}
    assert len(challenges) == 3
    assert not [query for query in asked.captured_queries if not query["sql"].startswith("SELECT")]


def test_a_solved_challenge_books_at_once_and_is_spent(client: Client, service: Service) -> None:
    form = hold(client, service)
    proof = solved(open_form(client, form))
    assert client.post(form, {**BY_MAIL, "proof": proof}).status_code == 302
    assert state() is State.SCHEDULED
    assert SpentChallenge.objects.count() == 1
    # A second press of the same form is harmless.
    assert client.post(form, {**BY_MAIL, "proof": proof}).status_code == 302
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("proof", ["", "nonsense", "e30="])
def test_a_form_without_a_challenge_of_ours_books_nothing_and_keeps_what_was_typed(
    client: Client, service: Service, proof: str
) -> None:
    form = hold(client, service)
    refused = client.post(form, {**BY_MAIL, "proof": proof})
    assert refused.status_code == 422
    assert "We could not check this form" in refused.text
    assert 'value="Ivan Petrenko"' in refused.text
    assert "I have a stammer." in refused.text
    assert (state(), Message.objects.count(), RateCounter.objects.count()) == (State.HELD, 0, 0)
    # The page that refuses brings a new challenge: pressing again is all there is to do.
    again = solved(challenge_in(refused.text))
    assert client.post(form, {**BY_MAIL, "proof": again}).status_code == 302
    assert state() is State.SCHEDULED


def test_one_challenge_does_not_book_another_time(client: Client, service: Service) -> None:
    first, second = hold(client, service, at(0)), hold(client, service, at(1))
    proof = solved(open_form(at_form(client, first), first))
    sent = {**BY_MAIL, "proof": proof}
    assert at_form(client, second).post(second, sent).status_code == 422
    assert at_form(client, first).post(first, sent).status_code == 302
    assert at_form(client, second).post(second, sent).status_code == 422
    assert state() is State.HELD


def test_another_browser_can_do_nothing_with_it(client: Client, service: Service) -> None:
    form = hold(client, service, at(0))
    proof = solved(open_form(client, form))
    other = Client()
    assert other.post(form, {**BY_MAIL, "proof": proof}).status_code == 403
    assert other.post(hold(other, service, at(1)), {**BY_MAIL, "proof": proof}).status_code == 422
    assert not Appointment.objects.exclude(state=State.HELD.value).exists()


def test_a_refused_booking_does_not_spend_the_challenge(client: Client, service: Service) -> None:
    form = hold(client, service)
    proof = solved(open_form(client, form))
    away = TimeOff.objects.create(specialist=service.specialist, starts_at=TEN, ends_at=TEN + HOUR)
    assert client.post(form, {**BY_MAIL, "proof": proof}).status_code == 409
    assert not SpentChallenge.objects.exists()
    away.delete()
    assert client.post(form, {**BY_MAIL, "proof": proof}).status_code == 302


def test_who_opened_a_link_before_books_at_once_with_this_contact_only(service: Service) -> None:
    known = with_link(personas.booked(service, LATER, now=MONDAY), LinkSource.EMAIL)
    assert known.post(hold(known, service, at(1)), BY_MAIL).status_code == 302
    assert state() is State.SCHEDULED
    other = known.post(hold(known, service, at(2)), {**BY_MAIL, "email": "maria@example.org"})
    assert other.status_code == 422
    assert state() is State.HELD
    # A link that was copied proves no contact.
    copied = with_link(personas.booked(service, LATER + 3 * HOUR, now=MONDAY), LinkSource.COPY)
    assert copied.post(hold(copied, service, at(4)), BY_MAIL).status_code == 422


def test_a_changed_setting_changes_no_booking_halfway(client: Client, service: Service) -> None:
    asked = hold(client, service, at(0))
    personas.practice(proof_of_work=False)
    free = hold(client, service, at(1))
    personas.practice(proof_of_work=True)
    assert client.post(free, BY_MAIL).status_code == 302
    personas.practice(proof_of_work=False)
    at_form(client, asked)
    assert client.post(asked, BY_MAIL).status_code == 422
    assert client.post(asked, {**BY_MAIL, "proof": solved(open_form(client, asked))}).status_code == 302


def test_a_time_that_ran_out_and_is_taken_again_asks_anew(
    client: Client, service: Service, monday: time_machine.Traveller
) -> None:
    form = hold(client, service, at(0))
    proof = solved(open_form(client, form))
    monday.shift(timedelta(minutes=10))
    assert client.post(form, {**BY_MAIL, "proof": proof}).status_code == 410
    again = client.post(f"/services/{service.public_id}/hold/", {**BY_MAIL, "start": at(0), "proof": proof})
    assert 'value="Ivan Petrenko"' in again.text
    new = challenge_in(again.text)
    assert new not in {"", proof}
    form = f"/a/{Appointment.objects.latest('id').public_id}/book/"
    assert client.post(form, {**BY_MAIL, "proof": solved(new)}).status_code == 302


def test_confirming_first_one_proof_writes_to_one_address(client: Client, service: Service) -> None:
    personas.practice(proof_of_work=True, confirm_contact=True)
    form = hold(client, service)
    proof = solved(open_form(client, form))
    assert client.post(form, {**BY_MAIL, "proof": proof}).status_code == 302
    assert Message.objects.count() == 1
    # Twice the same is harmless; another address takes another proof.
    assert client.post(form, {**BY_MAIL, "proof": proof}).status_code == 302
    other = {**BY_MAIL, "email": "other@example.org"}
    refused = client.post(form, {**other, "proof": proof})
    assert refused.status_code == 409
    assert "This form was sent before" in refused.text
    assert Message.objects.count() == 1
    new = challenge_in(refused.text)
    assert new not in {"", proof}
    assert client.post(form, {**other, "proof": solved(new)}).status_code == 302
    assert Appointment.objects.get().client_email == "other@example.org"


def test_spent_challenges_are_kept_until_they_would_have_expired(
    client: Client, service: Service, monday: time_machine.Traveller
) -> None:
    form = hold(client, service, TEN.isoformat())
    client.post(form, {**BY_MAIL, "proof": solved(open_form(client, form))})
    monday.shift(timedelta(minutes=10) - SECOND)
    retention.apply(now=clock.now())
    assert SpentChallenge.objects.count() == 1
    monday.shift(SECOND)
    retention.apply(now=clock.now())
    assert not SpentChallenge.objects.exists()
