"""What becomes of one message: sent, tried again, given up, or left out, and why."""

from datetime import timedelta

import pytest

from tests import personas
from tests.personas import IVAN, MONDAY
from visavis.booking.models import Appointment
from visavis.booking.services import cancel, move_by_client
from visavis.messages.delivery import attempt, queue
from visavis.messages.models import Message
from visavis.messages.tests.delivering import POLICY, deliver_due
from visavis.notify.fake import FakeChannel
from visavis.notify.port import ChannelError, ChannelName, OutgoingMessage, Receipt
from visavis.people.actors import THE_CLIENT
from visavis.practice.models import Practice

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WEDNESDAY = MONDAY + timedelta(days=2, hours=2)
BUSY = ChannelError("451 busy", permanent=False)
UNKNOWN = ChannelError("550 no such mailbox", permanent=True)


@pytest.fixture
def appointment() -> Appointment:
    personas.practice()
    return personas.booked(personas.service(personas.olena()), WEDNESDAY)


@pytest.fixture
def confirmation(appointment: Appointment) -> Message:
    return Message.objects.get(kind="scheduled", recipient="client")


def test_a_sent_message_says_when_where_and_in_which_language(confirmation: Message) -> None:
    deliver_due(MONDAY)
    confirmation.refresh_from_db()
    assert confirmation.state == "sent"
    assert (confirmation.sent_at, confirmation.begun_at) == (MONDAY, MONDAY)
    assert (confirmation.address, confirmation.language) == (IVAN.email, "uk")
    assert confirmation.provider_id.startswith("fake-")


def test_a_temporary_failure_is_tried_again_with_the_same_message_id(confirmation: Message) -> None:
    channel = FakeChannel()
    channel.refusals = [BUSY, BUSY]
    assert deliver_due(MONDAY, channel) == []
    confirmation.refresh_from_db()
    assert (confirmation.state, confirmation.reason, confirmation.detail) == (
        "due",
        "unreachable",
        "451 busy",
    )
    assert deliver_due(MONDAY + MINUTE - timedelta(seconds=1), channel) == []
    sent = {mail.message_id for mail in deliver_due(MONDAY + MINUTE, channel)}
    assert confirmation.message_id in sent
    confirmation.refresh_from_db()
    assert (confirmation.state, confirmation.reason, confirmation.attempts) == ("sent", "", 2)


def test_a_permanent_failure_is_shown_and_never_tried_again(confirmation: Message) -> None:
    channel = FakeChannel()
    channel.refusals = [UNKNOWN, UNKNOWN]
    deliver_due(MONDAY, channel)
    confirmation.refresh_from_db()
    assert (confirmation.state, confirmation.reason) == ("failed", "refused")
    assert confirmation.detail == "550 no such mailbox"
    assert deliver_due(MONDAY + 10 * MINUTE, channel) == []


def test_what_never_gets_through_is_given_up_when_it_is_of_no_use(confirmation: Message) -> None:
    channel, now = FakeChannel(), MONDAY
    while Message.objects.filter(pk=confirmation.pk, state="due").exists():
        channel.refusals = [BUSY] * 10
        deliver_due(now, channel)
        now += 5 * MINUTE
        assert now < WEDNESDAY + 2 * HOUR
    confirmation.refresh_from_db()
    assert (confirmation.state, confirmation.reason) == ("failed", "gave_up")
    assert now > WEDNESDAY + 50 * MINUTE


@pytest.mark.parametrize(
    "trouble",
    [
        ChannelError("Connection refused", permanent=False),
        ChannelError("EMAIL_URL is not set", permanent=False, configured=False),
    ],
)
def test_what_no_mail_server_ever_took_has_failed_and_says_why(
    appointment: Appointment, trouble: ChannelError
) -> None:
    channel = FakeChannel()
    channel.unreachable = trouble
    for before in (48 * HOUR, 24 * HOUR, HOUR, 15 * MINUTE, MINUTE, -HOUR, -2 * HOUR):
        deliver_due(WEDNESDAY - before, channel)
    rows = Message.objects.values_list("state", "reason", "detail").distinct()
    assert set(rows) == {("failed", "gave_up", trouble.detail)}


def test_a_reminder_that_missed_its_use_is_skipped_and_says_so(appointment: Appointment) -> None:
    deliver_due(WEDNESDAY + MINUTE)
    reminders = Message.objects.filter(kind="reminder").values_list("state", "reason")
    assert set(reminders) == {("skipped", "too_late")}


def test_a_late_reminder_says_the_time_that_is_truly_left(appointment: Appointment) -> None:
    deliver_due(MONDAY)
    (mail,) = deliver_due(WEDNESDAY - 2 * HOUR)
    assert "in 2 hours" in mail.text or "через 2 години" in mail.text
    assert Message.objects.get(minutes_before=60).state == "due"


def test_nobody_is_reminded_once_the_appointment_has_begun(appointment: Appointment) -> None:
    deliver_due(MONDAY)
    assert deliver_due(WEDNESDAY) == []


@pytest.mark.parametrize("state", ["in_progress", "completed", "no_show"])
def test_a_reminder_does_not_fit_a_consultation_that_runs_or_is_over(
    appointment: Appointment, state: str
) -> None:
    deliver_due(MONDAY)
    Appointment.objects.update(state=state)
    assert deliver_due(WEDNESDAY - 15 * MINUTE) == []
    last = Message.objects.get(minutes_before=15)
    assert (last.state, last.reason) == ("superseded", "outdated")


def test_a_specialist_without_any_address_is_noted_and_keeps_nobody_waiting(appointment: Appointment) -> None:
    appointment.specialist.user = None
    appointment.specialist.email = ""
    appointment.specialist.save()
    assert [mail.to for mail in deliver_due(MONDAY)] == [IVAN.email]
    assert Message.objects.get(kind="scheduled", recipient="specialist").reason == "no_address"


class Interrupted(FakeChannel):
    """Something happens between looking at the message and sending it."""

    def __init__(self, what: object) -> None:
        super().__init__()
        self._what = what

    def open(self) -> None:
        what, self._what = self._what, None
        if callable(what):
            what()


def deliver_one(message: Message, channel: FakeChannel) -> None:
    claimed = queue.claim(ChannelName.EMAIL, limit=9, worker="x", policy=POLICY, now=MONDAY)
    for taken, found in queue.load_claimed(claimed):
        if taken.id == message.pk:
            attempt.deliver_message(
                taken, found, channel, Practice.current(), clock=lambda: MONDAY, policy=POLICY
            )


def test_a_cancellation_at_the_last_moment_stops_the_message(confirmation: Message) -> None:
    channel = Interrupted(
        lambda: cancel(appointment_id=confirmation.appointment_id, by=THE_CLIENT, now=MONDAY)
    )
    deliver_one(confirmation, channel)
    confirmation.refresh_from_db()
    assert channel.sent == []
    assert confirmation.state == "superseded"


def test_a_move_at_the_last_moment_stops_the_old_time(confirmation: Message) -> None:
    service = confirmation.appointment.service
    slot = personas.slot(service, WEDNESDAY + HOUR)
    channel = Interrupted(
        lambda: move_by_client(appointment_id=confirmation.appointment_id, slot=slot, now=MONDAY)
    )
    deliver_one(confirmation, channel)
    assert channel.sent == []


def test_a_new_address_at_the_last_moment_is_the_one_that_is_written_to(confirmation: Message) -> None:
    rows = Appointment.objects.filter(pk=confirmation.appointment_id)
    channel = Interrupted(lambda: rows.update(client_email="new@example.org", link_generation=2))
    deliver_one(confirmation, channel)
    (mail,) = channel.sent
    assert mail.to == "new@example.org"


def test_a_state_that_changes_unseen_at_the_last_moment_stops_the_message(confirmation: Message) -> None:
    rows = Appointment.objects.filter(pk=confirmation.appointment_id)
    channel = Interrupted(lambda: rows.update(state="no_show"))
    deliver_one(confirmation, channel)
    confirmation.refresh_from_db()
    assert (channel.sent, confirmation.state) == ([], "superseded")


class Hanging(FakeChannel):
    """The appointment is cancelled while the other side takes its time, and then says no."""

    def __init__(self, appointment_id: int) -> None:
        super().__init__()
        self._appointment_id = appointment_id

    def send(self, message: OutgoingMessage) -> Receipt:
        cancel(appointment_id=self._appointment_id, by=THE_CLIENT, now=MONDAY)
        raise BUSY


def test_what_failed_while_it_was_cancelled_is_not_tried_again(confirmation: Message) -> None:
    deliver_one(confirmation, Hanging(confirmation.appointment_id))
    sent = deliver_due(MONDAY + MINUTE)
    assert {mail.message_id for mail in sent}.isdisjoint({confirmation.message_id})
    confirmation.refresh_from_db()
    assert (confirmation.state, confirmation.reason) == ("superseded", "changed")


def test_a_message_that_cannot_be_made_waits_for_a_repair_and_stops_no_other(
    confirmation: Message, caplog: pytest.LogCaptureFixture
) -> None:
    Appointment.objects.update(client_zone="Nowhere/Atall")
    deliver_due(MONDAY)
    confirmation.refresh_from_db()
    assert (confirmation.state, confirmation.reason) == ("due", "internal_error")
    assert "could not be composed" in caplog.text
    Appointment.objects.update(client_zone="Europe/Berlin")
    assert IVAN.email in {mail.to for mail in deliver_due(MONDAY + MINUTE)}


def test_without_a_mail_server_everything_stays_due_and_says_why(confirmation: Message) -> None:
    channel = FakeChannel()
    missing = ChannelError("VISAVIS_EMAIL_URL is not set", permanent=False, configured=False)
    channel.refusals = [missing] * 2
    deliver_due(MONDAY, channel)
    confirmation.refresh_from_db()
    assert (confirmation.state, confirmation.reason) == ("due", "not_configured")
    assert len(deliver_due(MONDAY + MINUTE, channel)) == 2
