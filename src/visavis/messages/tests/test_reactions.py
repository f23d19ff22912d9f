"""What the ledger holds after each thing that happens to an appointment."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import personas
from tests.personas import IVAN, MONDAY
from visavis.booking.models import Appointment
from visavis.booking.services import (
    approve,
    ask_for_links,
    book_held,
    cancel,
    correct_details,
    decline,
    expire_requests,
    move_by_client,
    move_by_staff,
    reopen,
    send_links,
)
from visavis.messages.models import Message
from visavis.messages.tests.delivering import deliver_due, ledger_rows
from visavis.people.actors import THE_CLIENT, Actor
from visavis.people.links import LinkSource, personal_link
from visavis.schedule.models import Service

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WEDNESDAY = MONDAY + timedelta(days=2, hours=2)
"""10:00 in Kyiv, 50 hours after the tests' now."""
CLIENT_REMINDERS = [
    ("client: reminder 1440", "email", "due"),
    ("client: reminder 60", "email", "due"),
    ("client: reminder 15", "email", "due"),
]


@pytest.fixture
def service() -> Service:
    personas.practice()
    return personas.service(personas.olena())


@pytest.fixture
def asking() -> Service:
    personas.practice()
    return personas.service(personas.olena(), needs_approval=True)


def superseded() -> int:
    return Message.objects.filter(state="superseded").count()


def test_a_booking_plans_confirmation_notice_and_reminders(service: Service) -> None:
    personas.booked(service, WEDNESDAY)
    assert ledger_rows() == [
        ("client: scheduled", "email", "due"),
        ("specialist: scheduled", "email", "due"),
        *CLIENT_REMINDERS,
    ]


def test_text_messages_are_planned_beside_mails_where_the_client_chose_them(service: Service) -> None:
    personas.booked(service, WEDNESDAY, details=replace(IVAN, sms=True))
    by_sms = [kind for kind, channel, _ in ledger_rows() if channel == "sms"]
    assert by_sms == [
        "client: scheduled",
        "client: reminder 1440",
        "client: reminder 60",
        "client: reminder 15",
    ]


def test_a_client_without_an_address_is_told_by_text_message_alone(service: Service) -> None:
    personas.booked_by_staff(service, WEDNESDAY, details=replace(IVAN, email=""))
    assert {channel for kind, channel, _ in ledger_rows() if kind.startswith("client")} == {"sms"}


def test_a_late_booking_says_in_the_ledger_which_reminders_it_skips(service: Service) -> None:
    personas.booked_by_staff(service, MONDAY + timedelta(minutes=30))
    states = {kind: state for kind, _, state in ledger_rows()}
    assert states["client: reminder 1440"] == states["client: reminder 60"] == "skipped"
    assert states["client: reminder 15"] == "due"
    assert set(Message.objects.filter(state="skipped").values_list("reason", flat=True)) == {"booked_late"}


def test_planning_takes_three_queries_and_wakes_the_workers_once(service: Service) -> None:
    held = personas.held(service, WEDNESDAY)
    with CaptureQueriesContext(connection) as seen:
        book_held(appointment_id=held.pk, details=IVAN, now=MONDAY)
    ours = [
        query["sql"]
        for query in seen.captured_queries
        if any(word in query["sql"] for word in ("visavis_messages", "practice_practice", "pg_notify"))
    ]
    assert len(ours) == 3


def test_a_request_is_told_to_both_and_plans_no_reminder(asking: Service) -> None:
    personas.booked(asking, WEDNESDAY)
    assert ledger_rows() == [("client: requested", "email", "due"), ("specialist: requested", "email", "due")]


def test_an_approved_request_is_told_and_reminded_of(asking: Service) -> None:
    appointment = personas.booked(asking, WEDNESDAY)
    deliver_due(MONDAY)
    approve(appointment_id=appointment.pk, by=personas.by(), now=MONDAY + HOUR)
    assert ledger_rows(state="due") == [
        ("client: approved", "email", "due"),
        ("specialist: approved", "email", "due"),
        *CLIENT_REMINDERS,
    ]


def test_an_answer_overtakes_the_receipt_that_could_not_be_sent_yet(asking: Service) -> None:
    appointment = personas.booked(asking, WEDNESDAY)
    decline(appointment_id=appointment.pk, by=personas.by(), now=MONDAY + HOUR)
    assert ledger_rows() == [
        ("client: requested", "email", "superseded"),
        ("specialist: requested", "email", "superseded"),
        ("client: declined", "email", "due"),
        ("specialist: declined", "email", "due"),
    ]
    assert {mail.to for mail in deliver_due(MONDAY + HOUR)} == {IVAN.email, appointment.specialist.email}


def test_a_request_that_nobody_answers_is_told_to_both(asking: Service) -> None:
    personas.booked(asking, WEDNESDAY)
    expire_requests(older_than=HOUR, now=MONDAY + 2 * HOUR)
    assert ledger_rows(state="due") == [
        ("client: expired", "email", "due"),
        ("specialist: expired", "email", "due"),
    ]


def test_a_moved_request_asks_again_for_the_new_time(asking: Service) -> None:
    appointment = personas.booked(asking, WEDNESDAY)
    move_by_client(
        appointment_id=appointment.pk, slot=personas.slot(asking, WEDNESDAY + HOUR), now=MONDAY + HOUR
    )
    assert ledger_rows(version=1) == [
        ("client: requested", "email", "due"),
        ("specialist: requested", "email", "due"),
    ]
    assert superseded() == 2


def test_a_move_supersedes_everything_of_the_old_time(service: Service) -> None:
    appointment = personas.booked(service, WEDNESDAY)
    move_by_client(
        appointment_id=appointment.pk, slot=personas.slot(service, WEDNESDAY + HOUR), now=MONDAY + HOUR
    )
    assert {state for _, _, state in ledger_rows(version=0)} == {"superseded"}
    assert ledger_rows(version=1) == [
        ("client: moved", "email", "due"),
        ("specialist: moved", "email", "due"),
        *CLIENT_REMINDERS,
    ]
    first = Message.objects.get(version=1, minutes_before=1440)
    assert first.due_at == WEDNESDAY + HOUR - timedelta(hours=24)


def test_a_cancellation_stops_every_reminder_and_is_told_to_both(service: Service) -> None:
    appointment = personas.booked(service, WEDNESDAY)
    deliver_due(MONDAY)
    cancel(appointment_id=appointment.pk, by=THE_CLIENT, now=MONDAY + HOUR)
    assert ledger_rows(state="due") == [
        ("client: cancelled", "email", "due"),
        ("specialist: cancelled", "email", "due"),
    ]
    assert superseded() == 3


def test_a_specialist_is_not_told_what_they_did_themselves(service: Service) -> None:
    appointment = personas.booked(service, WEDNESDAY)
    by = Actor.staff(appointment.specialist.user)  # type: ignore[arg-type]  # personas give everyone one
    slot = personas.slot(service, WEDNESDAY + HOUR)
    move_by_staff(appointment_id=appointment.pk, slot=slot, by=by, now=MONDAY + HOUR)
    cancel(appointment_id=appointment.pk, by=by, now=MONDAY + HOUR)
    assert ledger_rows(version=1, recipient="specialist") == []
    assert ledger_rows(version=2) == [("client: cancelled", "email", "due")]


def test_a_reopened_appointment_is_told_and_reminded_of_again(service: Service) -> None:
    appointment = personas.booked(service, WEDNESDAY)
    cancel(appointment_id=appointment.pk, by=personas.by(), now=MONDAY + HOUR)
    reopen(appointment_id=appointment.pk, by=personas.by(), now=MONDAY + HOUR)
    assert ledger_rows(state="due") == [
        ("client: scheduled", "email", "due"),
        ("specialist: scheduled", "email", "due"),
        *CLIENT_REMINDERS,
    ]


def correct(appointment: Appointment, **fields: object) -> None:
    details = replace(IVAN, **fields)  # type: ignore[arg-type]  # fields of the tests' choosing
    correct_details(appointment_id=appointment.pk, details=details, by=THE_CLIENT, now=MONDAY + HOUR)


def test_text_messages_chosen_later_bring_their_reminders_and_the_link(service: Service) -> None:
    appointment = personas.booked(service, WEDNESDAY)
    correct(appointment, sms=True)
    assert ledger_rows(channel="sms") == [
        ("client: link", "sms", "due"),
        ("client: reminder 1440", "sms", "due"),
        ("client: reminder 60", "sms", "due"),
        ("client: reminder 15", "sms", "due"),
    ]


def test_a_link_that_became_void_by_another_number_is_sent_to_the_old_address_too(service: Service) -> None:
    appointment = personas.booked(service, WEDNESDAY, details=replace(IVAN, sms=True))
    correct(appointment, sms=True, phone="+380509999999")
    assert ("client: link", "email", "due") in ledger_rows(channel="email")
    assert ("client: link", "sms", "due") in ledger_rows(channel="sms")


def test_text_messages_given_up_and_chosen_again_are_due_again(service: Service) -> None:
    appointment = personas.booked(service, WEDNESDAY, details=replace(IVAN, sms=True))
    deliver_due(MONDAY)
    correct(appointment, sms=False)
    reminders = {"channel": "sms", "kind": "reminder"}
    assert {state for _, _, state in ledger_rows(**reminders)} == {"superseded"}
    correct(appointment, sms=True)
    assert {state for _, _, state in ledger_rows(**reminders)} == {"due"}


def test_another_address_gets_the_link_that_went_to_the_old_one(service: Service) -> None:
    appointment = personas.booked(service, WEDNESDAY)
    deliver_due(MONDAY)
    correct(appointment, email="ivan.new@example.org")
    (mail,) = deliver_due(MONDAY + HOUR)
    assert mail.to == "ivan.new@example.org"
    assert "/v/" in mail.text


def test_an_address_corrected_while_a_request_waits_gets_the_link_and_no_reminder(service: Service) -> None:
    service.needs_approval = True
    service.save()
    appointment = personas.booked(service, WEDNESDAY)
    deliver_due(MONDAY)
    correct(appointment, email="ivan.new@example.org")
    assert [row for row in ledger_rows(state="due") if row[0].startswith("client")] == [
        ("client: link", "email", "due")
    ]
    (mail,) = deliver_due(MONDAY + HOUR)
    assert mail.to == "ivan.new@example.org"
    link = personal_link(
        appointment.public_id, Appointment.objects.get().link_generation, source=LinkSource.EMAIL
    )
    assert link in mail.text


def test_a_name_corrected_sends_nothing(service: Service) -> None:
    appointment = personas.booked(service, WEDNESDAY)
    deliver_due(MONDAY)
    correct(appointment, name="Ivan P.")
    assert deliver_due(MONDAY + HOUR) == []


def links_wanted(*, email: str, phone: str, now: datetime) -> None:
    """Somebody asks, and the worker finds out whether there is anything to send."""
    ask_for_links(email=email, phone=phone)
    job = ProcrastinateJob.objects.filter(task_name="booking.send_links").latest("id")
    send_links(contact=job.args["contact"], now=now)


def test_a_link_asked_for_twice_is_on_its_way_once_and_later_sent_again(service: Service) -> None:
    personas.booked(service, WEDNESDAY)
    deliver_due(MONDAY)
    links_wanted(email="ivan@example.org", phone="", now=MONDAY)
    links_wanted(email="ivan@example.org", phone="", now=MONDAY)
    assert len(deliver_due(MONDAY)) == 1
    links_wanted(email="ivan@example.org", phone="", now=MONDAY + HOUR)
    assert len(deliver_due(MONDAY + HOUR)) == 1
    assert len(ledger_rows(kind="link", state="sent")) == 2


def test_a_link_asked_for_by_phone_comes_by_text_message(service: Service) -> None:
    personas.booked(service, WEDNESDAY)
    deliver_due(MONDAY)
    links_wanted(email="", phone=IVAN.phone, now=MONDAY)
    (text,) = deliver_due(MONDAY)
    assert text.to == IVAN.phone
