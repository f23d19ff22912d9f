"""The summary: a draft until it is shared, then the client's to read until it is taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import personas
from tests.personas import MARIA, MONDAY
from visavis.booking.models import Appointment
from visavis.notes.models import ConnectionAnswer, SharedSummary
from visavis.notes.tests.notes_browser import NotesBrowser
from visavis.people.links import link_token

pytestmark = pytest.mark.django_db
TEXT = "Sleep before midnight.\nWalk each morning."


def personal(ivan_browser: Client, appointment: Appointment) -> str:
    text: str = ivan_browser.get(f"/a/{appointment.public_id}/").text
    return text


def share(olena_browser: NotesBrowser, text: str = TEXT, version: int = 0) -> Any:
    return olena_browser.press("summary/share", text=text, version=version)


def test_a_draft_is_nothing_to_the_client_and_shared_it_is_theirs(
    appointment: Appointment, olena_browser: NotesBrowser, ivan_browser: Client
) -> None:
    olena_browser.type("summary", TEXT, 0)
    assert "midnight" not in personal(ivan_browser, appointment)
    assert share(olena_browser, version=1).status_code == 302
    page = personal(ivan_browser, appointment)
    assert TEXT in page
    assert "Summary by Olena Koval" in page
    # Ivan is in Berlin.
    assert "09:50 (Berlin, UTC+1)" in page
    assert "Ivan Petrenko can read it since" in olena_browser.page()


def test_a_correction_reaches_the_client_only_once_it_is_shared(
    appointment: Appointment, olena_browser: NotesBrowser, ivan_browser: Client
) -> None:
    share(olena_browser)
    olena_browser.type("summary", "Sleep before eleven.", 1)
    assert "midnight" in personal(ivan_browser, appointment)
    assert "a draft until you share it again" in olena_browser.page()
    share(olena_browser, "Sleep before eleven.", 2)
    page = personal(ivan_browser, appointment)
    assert "eleven" in page
    assert "midnight" not in page
    assert "Corrected on" in page


def test_what_was_taken_back_is_gone_and_the_draft_remains(
    appointment: Appointment, olena_browser: NotesBrowser, ivan_browser: Client
) -> None:
    share(olena_browser)
    olena_browser.press("summary/withdraw")
    assert "midnight" not in personal(ivan_browser, appointment)
    assert not SharedSummary.objects.exists()
    assert "midnight" in olena_browser.page()
    # A second press, or an old page, finds nothing to take back.
    assert olena_browser.press("summary/withdraw").status_code == 302


def test_before_the_end_nothing_is_shared_and_nothing_typed_is_lost(
    planned: Appointment, olena_browser: NotesBrowser
) -> None:
    refused = share(olena_browser)
    assert refused.status_code == 409
    assert "once the consultation is over" in refused.text
    assert "midnight" in refused.text
    assert not SharedSummary.objects.exists()


def test_an_empty_summary_is_not_shared(appointment: Appointment, olena_browser: NotesBrowser) -> None:
    refused = share(olena_browser, " \n ")
    assert refused.status_code == 422
    assert "Write the summary first" in refused.text


def test_sharing_an_old_text_shows_both(appointment: Appointment, olena_browser: NotesBrowser) -> None:
    olena_browser.type("summary", "in another tab", 0)
    refused = share(olena_browser, "in this tab")
    assert refused.status_code == 409
    assert "in another tab" in refused.text
    assert "in this tab" in refused.text
    assert not SharedSummary.objects.exists()


def test_another_client_never_reads_it(appointment: Appointment, olena_browser: NotesBrowser) -> None:
    share(olena_browser)
    stranger = Client()
    assert stranger.get(f"/a/{appointment.public_id}/").status_code == 403
    maria = personas.booked(appointment.service, MONDAY + timedelta(days=1, hours=2), details=MARIA)
    stranger.get(f"/v/{link_token(maria.public_id, maria.link_generation)}")
    assert "midnight" not in stranger.get(f"/a/{appointment.public_id}/").text
    assert "midnight" not in stranger.get(f"/a/{maria.public_id}/").text


def test_the_connection_is_asked_about_once(appointment: Appointment, ivan_browser: Client) -> None:
    assert "How was the connection?" in personal(ivan_browser, appointment)
    where = f"/a/{appointment.public_id}/connection/"
    assert ivan_browser.post(where, {"answer": "so_so"}).status_code == 302
    assert "Thank you, we have your answer." in personal(ivan_browser, appointment)
    assert ivan_browser.post(where, {"answer": "so_so"}).status_code == 302
    refused = ivan_browser.post(where, {"answer": "bad"})
    assert refused.status_code == 409
    assert "You have told us already" in refused.text
    assert ConnectionAnswer.objects.get().answer == "so_so"


@pytest.mark.parametrize("fields", [{}, {"answer": "wonderful"}])
def test_no_answer_is_said_so(appointment: Appointment, ivan_browser: Client, fields: dict[str, str]) -> None:
    answer = ivan_browser.post(f"/a/{appointment.public_id}/connection/", fields, follow=True)
    assert "Choose one of the three answers." in answer.text
    assert not ConnectionAnswer.objects.exists()


def test_before_the_end_the_connection_is_not_asked_about(planned: Appointment, ivan_browser: Client) -> None:
    assert "How was the connection?" not in personal(ivan_browser, planned)
    assert ivan_browser.post(f"/a/{planned.public_id}/connection/", {"answer": "good"}).status_code == 409


def test_a_stranger_cannot_answer(appointment: Appointment) -> None:
    assert Client().post(f"/a/{appointment.public_id}/connection/", {"answer": "good"}).status_code == 403
