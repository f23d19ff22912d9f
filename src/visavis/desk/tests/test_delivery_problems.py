"""What the first page says when messages do not get through."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from tests import personas
from tests.personas import MARIA, MONDAY
from tests.team import Team
from visavis.audit.models import AuditEntry
from visavis.booking.services import cancel
from visavis.desk.tests.desk_pages import SignedIn, page_text
from visavis.messages.delivery import heartbeats
from visavis.messages.models import Message
from visavis.messages.tests.delivering import deliver_due
from visavis.notify.fake import FakeChannel
from visavis.notify.port import ChannelError

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TEN = MONDAY + 26 * HOUR


@pytest.fixture
def a_worker(team: Team) -> Iterator[None]:
    heartbeats.record("worker", now=MONDAY)
    heartbeats.record_jobs(now=MONDAY)
    yield
    heartbeats.remove("worker")


@pytest.mark.parametrize("who", ["olena", "reception", "admin"])
def test_a_missing_worker_is_told_on_the_first_page(signed_in: SignedIn, who: str) -> None:
    assert "the program that sends them is not running" in page_text(signed_in(who).get("/desk/").content)


def test_on_a_good_day_there_is_no_trouble(signed_in: SignedIn, team: Team, a_worker: None) -> None:
    personas.booked(team.service, TEN)
    deliver_due(MONDAY)
    page = signed_in("olena").get("/desk/").content.decode()
    assert "banner" not in page
    assert 'id="unreached"' not in page


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (ChannelError("refused", permanent=False), "E-mail: messages do not get through at the moment"),
        (ChannelError("no", permanent=False, configured=False), "E-mail: not set up yet"),
        (ChannelError("554 5.7.1 Relay access denied", permanent=False, ours=True), "refuses all messages"),
    ],
)
def test_a_mail_server_that_is_away_or_missing_is_told(
    signed_in: SignedIn, team: Team, a_worker: None, trouble: ChannelError, sentence: str
) -> None:
    personas.booked(team.service, TEN, now=MONDAY - 2 * HOUR)
    channel = FakeChannel()
    channel.unreachable = trouble
    for minutes in (0, 1, 6):
        deliver_due(MONDAY - HOUR + minutes * MINUTE, channel)
    assert sentence in page_text(signed_in("olena").get("/desk/").content)
    # It is sent once it is due again; until then the page of five minutes ago is not judged.
    deliver_due(MONDAY)
    assert sentence not in page_text(signed_in("olena").get("/desk/").content)


def test_a_client_whom_nothing_reached_is_named_to_those_who_may_see_them(
    signed_in: SignedIn, team: Team, a_worker: None
) -> None:
    lost = personas.booked(team.service, TEN, details=MARIA)
    personas.booked(team.petros_service, TEN)
    channel = FakeChannel()
    for_maria = Message.objects.get(appointment=lost, recipient="client", kind="scheduled")
    Message.objects.exclude(pk=for_maria.pk).update(next_attempt_at=MONDAY + 24 * HOUR)
    channel.refusals = [ChannelError("550 no such mailbox", permanent=True)]
    deliver_due(MONDAY, channel)
    for who in ("olena", "reception"):
        text = page_text(signed_in(who).get("/desk/").content)
        assert "A message to these clients has failed" in text
        assert MARIA.name in text
    assert "has failed" not in page_text(signed_in("petro").get("/desk/").content)
    assert MARIA.email in text
    # Whatever gets through by the same channel later has made up for it.
    Message.objects.filter(appointment=lost, recipient="client", kind="reminder").update(
        state="sent", sent_at=MONDAY + MINUTE
    )
    assert "has failed" not in page_text(signed_in("olena").get("/desk/").content)
    Message.objects.filter(appointment=lost, kind="reminder").update(state="due", sent_at=None)
    assert "has failed" in page_text(signed_in("olena").get("/desk/").content)
    cancel(appointment_id=lost.pk, by=personas.by(), now=MONDAY)
    assert "has failed" not in page_text(signed_in("olena").get("/desk/").content)


def test_a_message_that_is_overdue_without_a_reason_is_told(
    signed_in: SignedIn, team: Team, a_worker: None
) -> None:
    personas.booked(team.service, TEN, now=MONDAY - 2 * HOUR)
    assert "are overdue" in page_text(signed_in("olena").get("/desk/").content)
    assert "overdue" in Client().get("/readyz").json()["messages"]


def test_what_caps_held_back_is_told(signed_in: SignedIn, team: Team, a_worker: None) -> None:
    personas.booked(team.service, TEN)
    deliver_due(MONDAY)
    Message.objects.filter(state="sent").update(state="skipped", reason="too_many")
    assert "too often" in page_text(signed_in("olena").get("/desk/").content)


def test_a_refused_relay_loses_nothing_and_is_told_by_readyz(team: Team, a_worker: None) -> None:
    personas.booked(team.service, TEN)
    channel = FakeChannel()
    channel.refusals = [ChannelError("554 5.7.1 Relay access denied", permanent=False, ours=True)] * 2
    assert deliver_due(MONDAY, channel) == []
    assert Client().get("/readyz").json()["messages"] == "email our_trouble"
    assert len(deliver_due(MONDAY + 2 * MINUTE, channel)) == 2
    assert Client().get("/readyz").json()["messages"] == "in order"


def refused(team: Team) -> Message:
    """The confirmation of an appointment, which a mail server refused for good."""
    lost = personas.booked(team.service, TEN, details=MARIA)
    row = Message.objects.get(appointment=lost, recipient="client", kind="scheduled")
    Message.objects.exclude(pk=row.pk).update(next_attempt_at=MONDAY + 24 * HOUR)
    channel = FakeChannel()
    channel.refusals = [ChannelError("550 no such mailbox", permanent=True)]
    deliver_due(MONDAY, channel)
    return row


def test_one_press_sends_one_message_again(signed_in: SignedIn, team: Team, a_worker: None) -> None:
    row = refused(team)
    desk, page = signed_in("olena"), f"/desk/appointments/{row.appointment.public_id}/"
    assert "Send again" in page_text(desk.get(page).content)
    answer = desk.post(f"{page}messages/resend/", {"message": row.message_id}, follow=True)
    assert "1 message is sent again" in page_text(answer.content)
    assert [sent.to for sent in deliver_due(MONDAY + MINUTE)] == [MARIA.email]
    answer = desk.post(f"{page}messages/resend/", {"message": row.message_id}, follow=True)
    assert "nothing to send again" in page_text(answer.content)
    entry = AuditEntry.objects.get(action="MessagesResent")
    assert (entry.actor, entry.subject) == (team.user("olena"), row.appointment.public_id)
    assert entry.detail == {"count": 1, "kinds": {"scheduled": 1}}


def test_one_press_sends_all_again_that_one_may_see(signed_in: SignedIn, team: Team, a_worker: None) -> None:
    refused(team)
    assert "Send again all" in page_text(signed_in("olena").get("/desk/").content)
    signed_in("petro").post("/desk/messages/resend/")
    assert deliver_due(MONDAY) == []
    assert not AuditEntry.objects.filter(action="MessagesResent").exists()
    signed_in("reception").post("/desk/messages/resend/")
    assert [sent.to for sent in deliver_due(MONDAY + MINUTE)] == [MARIA.email]
    assert AuditEntry.objects.get(action="MessagesResent").actor == team.reception


def test_what_is_not_true_any_more_is_not_sent_again(signed_in: SignedIn, team: Team, a_worker: None) -> None:
    row = refused(team)
    cancel(appointment_id=row.appointment_id, by=personas.by(), now=MONDAY)
    signed_in("olena").post("/desk/messages/resend/")
    assert Message.objects.get(pk=row.pk).state == "failed"
