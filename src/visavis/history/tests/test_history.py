"""A client's own history: a code to the address, then what was booked with it, and nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import personas
from tests.personas import IVAN, MARIA, MONDAY
from visavis.booking.models import Appointment
from visavis.history.codes import code_for
from visavis.history.jobs import mail_code
from visavis.history.mail_content import code_mail
from visavis.history.models import HistoryAccess
from visavis.history.services import delete_old_accesses
from visavis.lib.clock import now as current_time
from visavis.notes.models import SharedSummary
from visavis.notify.fake import FakeChannel
from visavis.people.models import Role

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
START = MONDAY + 2 * HOUR


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START + HOUR, tick=False) as traveller:
        yield traveller


@pytest.fixture
def past(clock: Any) -> Appointment:
    """A consultation of Ivan's that took place, with a summary."""
    personas.practice()
    row = personas.completed(personas.booked(personas.service(personas.olena(), notice_min=0), START))
    user = row.specialist.user
    assert user is not None
    summary = SharedSummary(appointment=row, author=user, shared_at=START + HOUR)
    summary.write("Sleep before midnight.")
    summary.save()
    return row


@pytest.fixture
def email_channel() -> FakeChannel:
    """Where the job's mails go."""
    return FakeChannel()


def request_code(email: str = IVAN.email) -> tuple[Client, HistoryAccess]:
    browser = Client()
    answer = browser.post("/history/", {"email": email})
    assert (answer.status_code, answer["Location"]) == (302, "/history/code/")
    return browser, HistoryAccess.objects.latest("id")


def open_history(email: str = IVAN.email) -> Client:
    browser, access = request_code(email)
    answer = browser.post("/history/code/", {"code": code_for(access.public_id)})
    assert (answer.status_code, answer["Location"]) == (302, "/history/appointments/")
    return browser


def run_mail_job(access: HistoryAccess, channel: FakeChannel) -> None:
    """What the worker does with what was deferred."""
    mail_code(access.public_id, channel, now=current_time())


def test_the_worker_is_told_of_every_entrance(past: Appointment) -> None:
    _, access = request_code("nobody@example.org")
    job = ProcrastinateJob.objects.get(task_name="history.send_code")
    assert job.args == {"access_id": str(access.public_id)}


def test_the_code_opens_what_was_booked_with_the_address(
    past: Appointment, email_channel: FakeChannel
) -> None:
    browser, access = request_code("IVAN@example.org")
    run_mail_job(access, email_channel)
    [mail] = email_channel.sent
    assert mail.to == IVAN.email
    code = code_for(access.public_id)
    assert code in mail.subject
    browser.post("/history/code/", {"code": f"{code[:3]} {code[3:]}"})
    page = browser.get("/history/appointments/")
    assert "took place" in page.text
    assert "Olena Koval" in page.text
    assert "no-store" in page["Cache-Control"]
    assert "Sleep before midnight." in browser.get(f"/history/{past.public_id}/").text


def test_a_known_and_an_unknown_address_are_answered_alike(
    past: Appointment, email_channel: FakeChannel
) -> None:
    answers = []
    for email in (IVAN.email, "nobody@example.org"):
        browser, access = request_code(email)
        before = browser.get("/history/code/")
        wrong = browser.post("/history/code/", {"code": "no"})
        answers.append((before.status_code, wrong.status_code, without_tokens(wrong.text)))
        run_mail_job(access, email_channel)
    assert answers[0] == answers[1]
    assert [mail.to for mail in email_channel.sent] == [IVAN.email]


def test_asking_costs_the_same_queries_for_a_known_and_an_unknown_address(past: Appointment) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    request_code("warm@example.org")
    seen = []
    for email in (IVAN.email, "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            request_code(email)
        seen.append([query["sql"].split(" ")[0] for query in queries.captured_queries])
    assert seen[0] == seen[1]
    assert not any("booking_appointment" in query["sql"] for query in queries.captured_queries)


def test_the_right_code_of_an_address_that_nothing_was_booked_with_opens_nothing(past: Appointment) -> None:
    browser, access = request_code("nobody@example.org")
    refused = browser.post("/history/code/", {"code": code_for(access.public_id)})
    assert refused.status_code == 422
    assert "This code does not open anything" in refused.text


def test_a_code_is_tried_five_times(past: Appointment) -> None:
    browser, access = request_code()
    for _ in range(5):
        assert browser.post("/history/code/", {"code": "000 000 0"}).status_code == 422
    assert browser.post("/history/code/", {"code": code_for(access.public_id)}).status_code == 422
    assert browser.get("/history/appointments/").status_code == 403


def test_a_code_holds_for_ten_minutes(past: Appointment, email_channel: FakeChannel, clock: Any) -> None:
    browser, access = request_code()
    clock.shift(600)
    assert browser.post("/history/code/", {"code": code_for(access.public_id)}).status_code == 422
    run_mail_job(access, email_channel)
    assert email_channel.sent == []


def test_a_code_opens_once(past: Appointment) -> None:
    browser, access = request_code()
    other = Client()
    other.cookies.load({name: one.value for name, one in browser.cookies.items()})
    browser.post("/history/code/", {"code": code_for(access.public_id)})
    assert other.post("/history/code/", {"code": code_for(access.public_id)}).status_code == 422


def test_a_code_of_one_browser_is_nothing_in_another(past: Appointment) -> None:
    _, access = request_code()
    stranger, _ = request_code("stranger@example.org")
    assert stranger.post("/history/code/", {"code": code_for(access.public_id)}).status_code == 422


def test_after_an_hour_or_a_sign_out_it_is_shut_to_any_cookie(past: Appointment, clock: Any) -> None:
    browser = open_history()
    thief = Client()
    thief.cookies.load({name: one.value for name, one in browser.cookies.items()})
    browser.post("/history/sign-out/")
    for one in (browser, thief):
        refused = one.get("/history/appointments/")
        assert refused.status_code == 403
        assert 'href="/history/"' in refused.text
    late = open_history()
    clock.shift(3601)
    assert late.get("/history/appointments/").status_code == 403


def test_it_shows_what_was_booked_with_this_contact_only(past: Appointment) -> None:
    other = personas.booked(past.service, START + timedelta(days=1), details=MARIA, now=START)
    work_address = replace(IVAN, email="ivan@work.example")
    elsewhere = personas.booked(past.service, START + timedelta(days=2), details=work_address, now=START)
    # Staff know that it is the same person; who reads this mail, they do not say.
    Appointment.objects.filter(pk=elsewhere.pk).update(client=past.client)
    browser = open_history()
    page = browser.get("/history/appointments/").text
    assert str(past.public_id) in page
    for one in (other, elsewhere):
        assert str(one.public_id) not in page
        assert browser.get(f"/history/{one.public_id}/").status_code == 403
        assert browser.post(f"/history/{one.public_id}/open/").status_code == 403


def test_what_is_coming_leads_to_its_own_page(past: Appointment) -> None:
    coming = personas.booked(past.service, START + timedelta(days=1), now=START)
    browser = open_history()
    assert "booked" in browser.get("/history/appointments/").text
    answer = browser.post(f"/history/{coming.public_id}/open/")
    assert answer["Location"] == f"/a/{coming.public_id}/"
    assert browser.get(answer["Location"]).status_code == 200


def test_a_hold_is_nobody_s_yet(past: Appointment) -> None:
    held = personas.held(past.service, START + timedelta(days=1), now=START)
    held.client_email = IVAN.email
    held.save()
    assert str(held.public_id) not in open_history().get("/history/appointments/").text


def test_a_mailbox_is_not_flooded_and_nobody_learns_of_it(past: Appointment) -> None:
    for _ in range(5):
        request_code()
    assert HistoryAccess.objects.count() == 3


@pytest.mark.parametrize("email", ["", "ivan", "ivan@", "a" * 300 + "@example.org"])
def test_what_is_no_address_is_said_so_and_kept(email: str, past: Appointment) -> None:
    refused = Client().post("/history/", {"email": email})
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    assert not HistoryAccess.objects.exists()


def test_opening_an_address_changes_nothing(past: Appointment) -> None:
    for page in ("/history/", "/history/code/", "/history/appointments/", f"/history/{past.public_id}/"):
        Client().get(page)
    assert not HistoryAccess.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_staff_have_no_part_in_a_client_s_own_history(role: Role, past: Appointment) -> None:
    browser = Client()
    browser.force_login(personas.staff(role))
    assert browser.get("/history/appointments/").status_code == 403


@pytest.mark.parametrize(("code", "_name"), settings.LANGUAGES)
def test_mail_and_pages_speak_each_language(code: str, _name: str, past: Appointment) -> None:
    browser, access = request_code()
    access.language = code
    assert f'<html lang="{code}">' in code_mail(access).html
    browser = open_history()
    for page in ("/history/", "/history/appointments/", f"/history/{past.public_id}/"):
        assert f'<html lang="{code}">' in browser.get(page, headers={"Accept-Language": code}).text


def test_entrances_of_earlier_days_are_forgotten(past: Appointment) -> None:
    request_code()
    assert delete_old_accesses(now=START + 24 * HOUR) == 0
    assert delete_old_accesses(now=START + 26 * HOUR) == 1


def without_tokens(text: str) -> str:
    import re

    return re.sub(r'(csrf-token" content|csrfmiddlewaretoken" value|nonce)="[^"]*"', "", text)
