"""What goes out about a summary: that it is there, and where; nothing of what it says."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests import personas
from tests.personas import IVAN
from visavis.booking.models import Appointment
from visavis.booking.services import correct_details
from visavis.messages.models import Message
from visavis.messages.tests.delivering import deliver_due, ledger_rows
from visavis.notes.tests.notes_browser import NotesBrowser
from visavis.people.actors import THE_CLIENT
from visavis.people.links import LinkSource, personal_link

pytestmark = pytest.mark.django_db
TEXT = "Sleep before midnight."
KIND = "summary_published"


def share(olena_browser: NotesBrowser, text: str = TEXT, version: int = 0) -> None:
    assert olena_browser.press("summary/share", text=text, version=version).status_code == 302


def test_the_client_is_told_in_their_language_with_the_link_and_without_a_word_of_it(
    appointment: Appointment, olena_browser: NotesBrowser, clock: Any
) -> None:
    share(olena_browser)
    [mail] = deliver_due(appointment.ends_at + timedelta(minutes=1))
    assert mail.to == IVAN.email
    assert "Підсумок" in mail.subject
    assert (
        personal_link(appointment.public_id, appointment.link_generation, source=LinkSource.EMAIL)
        in mail.text
    )
    assert "midnight" not in mail.text + mail.html + mail.subject
    assert ledger_rows(kind=KIND) == [(f"client: {KIND}", "email", "sent")]


def test_a_text_message_goes_only_to_who_chose_them(
    planned: Appointment, olena_browser: NotesBrowser
) -> None:
    correct_details(
        appointment_id=planned.pk, details=replace(IVAN, sms=True), by=THE_CLIENT, now=planned.starts_at
    )
    personas.completed(planned)
    share(olena_browser)
    assert sorted(channel for _, channel, _ in ledger_rows(kind=KIND)) == ["email", "sms"]


def test_a_correction_is_not_told_again(appointment: Appointment, olena_browser: NotesBrowser) -> None:
    share(olena_browser)
    share(olena_browser, "Sleep before eleven.", 1)
    assert Message.objects.filter(kind=KIND).count() == 1


def test_what_was_taken_back_before_it_was_told_is_never_told(
    appointment: Appointment, olena_browser: NotesBrowser
) -> None:
    share(olena_browser)
    olena_browser.press("summary/withdraw")
    assert [
        mail for mail in deliver_due(appointment.ends_at + timedelta(minutes=1)) if mail.to == IVAN.email
    ] == []
    assert ledger_rows(kind=KIND) == [(f"client: {KIND}", "email", "superseded")]


def test_a_summary_that_vanished_at_the_last_moment_is_not_told_of(
    appointment: Appointment, olena_browser: NotesBrowser
) -> None:
    from visavis.notes.models import SharedSummary

    share(olena_browser)
    SharedSummary.objects.all().delete()
    assert deliver_due(appointment.ends_at + timedelta(minutes=1)) == []


def test_shared_again_after_it_was_taken_back_it_is_told_again(
    appointment: Appointment, olena_browser: NotesBrowser
) -> None:
    share(olena_browser)
    deliver_due(appointment.ends_at + timedelta(minutes=1))
    olena_browser.press("summary/withdraw")
    share(olena_browser, "Sleep before eleven.", 1)
    assert len(deliver_due(appointment.ends_at + timedelta(minutes=2))) == 1
    assert Message.objects.filter(kind=KIND, state="sent").count() == 2


def test_news_of_a_summary_waits_for_a_mail_server_that_is_away(
    appointment: Appointment, olena_browser: NotesBrowser
) -> None:
    share(olena_browser)
    assert len(deliver_due(appointment.ends_at + timedelta(days=2))) == 1
