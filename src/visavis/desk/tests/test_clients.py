"""Clients at the desk: found by those who see them, with a timeline that holds one's own notes only."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import personas
from tests.personas import IVAN, MARIA, MONDAY
from visavis.booking.models import Appointment
from visavis.booking.services import cancel
from visavis.notes.kinds import Connection, TextKind
from visavis.notes.services import rate_connection, save_text, share_summary
from visavis.people.actors import THE_CLIENT
from visavis.people.models import Role, User

pytestmark = pytest.mark.django_db
START = MONDAY + timedelta(hours=2)
NOTE = "He slept better, and spoke of his father."


@pytest.fixture
def appointment() -> Any:
    """Ivan's consultation with Olena, with a note, a summary and his word on the connection."""
    with time_machine.travel(START + timedelta(hours=1), tick=False):
        personas.practice()
        row = personas.completed(personas.booked(personas.service(personas.olena(), notice_min=0), START))
        own: dict[str, Any] = {"appointment_id": row.pk, "author": row.specialist.user, "now": START}
        save_text(**own, kind=TextKind.NOTE, text=NOTE, version=0)
        share_summary(**own, text="Sleep before midnight.", version=0)
        rate_connection(appointment_id=row.pk, answer=Connection.SO_SO, now=START)
        yield row


def desk(user: User | None) -> Client:
    browser = Client()
    assert user is not None
    browser.force_login(user)
    return browser


def timeline(appointment: Appointment, user: User | None) -> str:
    assert appointment.client is not None
    answer = desk(user).get(f"/desk/clients/{appointment.client.public_id}/")
    assert answer.status_code == 200
    text: str = answer.text
    return text


def test_the_author_finds_their_note_and_what_was_shared(appointment: Appointment) -> None:
    personas.booked(appointment.service, START + timedelta(days=1), now=START)
    page = timeline(appointment, appointment.specialist.user)
    for words in (NOTE, "summary shared", "completed", "scheduled", "connection: Sometimes poor"):
        assert words in page
    assert page.index("Tuesday 8 December") < page.index("Monday 7 December")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.RECEPTION])
def test_the_desk_sees_that_there_is_a_summary_and_no_word(appointment: Appointment, role: Role) -> None:
    page = timeline(appointment, personas.staff(role))
    assert "summary shared" in page
    assert "slept" not in page
    assert "midnight" not in page


def test_a_colleague_finds_no_client_of_olena_s(appointment: Appointment) -> None:
    petro = personas.specialist()
    browser = desk(petro.user)
    assert appointment.client is not None
    assert browser.get(f"/desk/clients/{appointment.client.public_id}/").status_code == 404
    assert "Ivan" not in browser.get("/desk/clients/").text + browser.get("/desk/clients/?q=ivan").text
    personas.booked(personas.service(petro, notice_min=0), START + timedelta(days=1), now=START)
    page = timeline(appointment, petro.user)
    assert "Olena" not in page
    assert "slept" not in page


@pytest.mark.parametrize("wanted", ["ivan", "PETRENKO", "example.org", "234567", "+380 50 123 45 67", ""])
def test_a_client_is_found_by_a_part_of_what_is_known(appointment: Appointment, wanted: str) -> None:
    answer = desk(appointment.specialist.user).get("/desk/clients/", {"q": wanted})
    assert "Ivan Petrenko" in answer.text
    assert "1 appointment" in answer.text


def test_what_was_called_off_is_neither_next_nor_coming(appointment: Appointment) -> None:
    service, user = appointment.service, appointment.specialist.user
    soon = personas.booked(service, START + timedelta(days=1), details=IVAN, now=START)
    off = personas.booked(service, START + timedelta(days=2), details=IVAN, now=START)
    maria = personas.booked(service, START + timedelta(hours=4), details=MARIA, now=START)
    cancel(appointment_id=off.pk, by=THE_CLIENT, now=START)
    found = desk(user).get("/desk/clients/").text
    assert "next Tue 8 Dec" in found
    assert found.index(MARIA.name) < found.index(IVAN.name), "the soonest first"
    cancel(appointment_id=soon.pk, by=THE_CLIENT, now=START)
    cancel(appointment_id=maria.pk, by=THE_CLIENT, now=START)
    assert "last Mon 7 Dec" in desk(user).get("/desk/clients/").text
    page = timeline(appointment, user)
    assert '<h2 id="coming">' not in page
    assert "cancelled" in page


def test_times_of_several_zones_are_told_apart(appointment: Appointment) -> None:
    page = timeline(appointment, appointment.specialist.user)
    assert "UTC+2" not in page
    berlin = personas.specialist(zone="Europe/Berlin")
    personas.booked(personas.service(berlin, notice_min=0), START + timedelta(days=1), now=START)
    admin = personas.staff(Role.ADMIN)
    page = timeline(appointment, admin)
    assert "Kyiv, UTC+2" in page
    assert "UTC+1" in page


@pytest.mark.parametrize("wanted", ["Nobody", "\x00", "%", "' OR 1=1", "x" * 5000])
def test_any_question_is_answered(appointment: Appointment, wanted: str) -> None:
    answer = desk(appointment.specialist.user).get("/desk/clients/", {"q": wanted})
    assert answer.status_code == 200
    assert ("Nobody found" in answer.text) is (wanted != "\x00")


def test_those_who_share_an_address_are_named_to_each_other(appointment: Appointment) -> None:
    from dataclasses import replace

    wife = replace(MARIA, email=IVAN.email)
    personas.booked(appointment.service, START + timedelta(days=1), details=wife, now=START)
    assert "Maria Sydorenko" in timeline(appointment, appointment.specialist.user)


def test_many_clients_cost_no_more_queries_than_one(
    appointment: Appointment, django_assert_max_num_queries: Any
) -> None:
    from dataclasses import replace

    for number in range(6):
        other = replace(MARIA, name=f"Client {number}", email=f"client{number}@example.org")
        start = START + timedelta(days=1, hours=number)
        personas.booked_by_staff(appointment.service, start, details=other, now=START)
    browser = desk(appointment.specialist.user)
    with django_assert_max_num_queries(9):
        assert browser.get("/desk/clients/").text.count('class="row"') == 7
