"""The entry for the client's own calendar."""

from datetime import timedelta

import pytest
from icalendar import Calendar, Event

from tests import personas
from tests.personas import MONDAY
from visavis.booking.calendar_entry import Method, calendar_entry
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment

pytestmark = pytest.mark.django_db
URL = "https://consult.example/v/" + "a" * 42
WEDNESDAY = MONDAY + timedelta(days=2, hours=2)


@pytest.fixture
def appointment() -> Appointment:
    personas.practice()
    return personas.booked(personas.service(personas.olena()), WEDNESDAY)


def written(appointment: Appointment, method: str = Method.REQUEST) -> bytes:
    return calendar_entry(
        appointment, practice_name="Riverside; Practice, Kyiv", url=URL, method=method, now=MONDAY
    )


def read(raw: bytes) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(raw)
    (event,) = calendar.events
    return calendar, event


def test_it_says_what_when_and_where_in_utc(appointment: Appointment) -> None:
    _, event = read(written(appointment))
    assert str(event["SUMMARY"]) == "Individual session with Olena Koval"
    assert event.decoded("DTSTART") == WEDNESDAY
    assert event.decoded("DTEND") == WEDNESDAY + timedelta(minutes=50)
    assert b"DTSTART:20261209T080000Z" in written(appointment)
    assert str(event["LOCATION"]) == "By video", "others see the places of a shared calendar"
    assert URL in str(event["DESCRIPTION"])
    assert str(event["CLASS"]) == "PRIVATE"
    assert b"VTIMEZONE" not in written(appointment)


def test_one_appointment_is_one_entry_whose_sequence_grows(appointment: Appointment) -> None:
    _, first = read(written(appointment))
    appointment.version = 3
    _, later = read(written(appointment))
    assert first["UID"] == later["UID"] == f"{appointment.public_id}@localhost"
    assert (first["SEQUENCE"], later["SEQUENCE"]) == (0, 3)


@pytest.mark.parametrize(
    ("method", "status"), [("REQUEST", "CONFIRMED"), ("CANCEL", "CANCELLED"), ("PUBLISH", "CONFIRMED")]
)
def test_the_method_decides_what_a_calendar_does(appointment: Appointment, method: str, status: str) -> None:
    calendar, event = read(written(appointment, method))
    assert calendar["METHOD"] == method
    assert event["STATUS"] == status
    assert "ORGANIZER" in event
    assert ("ATTENDEE" in event) is (method != "PUBLISH")


def test_an_invitation_names_the_client_and_asks_for_no_answer_by_mail(appointment: Appointment) -> None:
    _, event = read(written(appointment))
    assert event["ATTENDEE"] == "mailto:ivan@example.org"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["ORGANIZER"].params["CN"] == "Riverside; Practice, Kyiv"


def test_a_client_without_an_address_is_not_named(appointment: Appointment) -> None:
    appointment.client_email = ""
    _, event = read(written(appointment))
    assert "ATTENDEE" not in event


def test_lines_are_folded_escaped_and_end_as_the_standard_says(appointment: Appointment) -> None:
    appointment.service.name = "Консультація; психолога, " * 6 + "\nnext line"
    appointment.client_name = 'Ivan "the\r\nATTENDEE:mailto:evil@example.org'
    raw = written(appointment)
    lines = raw.split(b"\r\n")
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert b"ATTENDEE:mailto:evil@example.org" not in lines
    _, event = read(raw)
    assert str(event["SUMMARY"]) == f"{appointment.service.name} with Olena Koval"


def test_a_meeting_in_person_says_its_address(appointment: Appointment) -> None:
    appointment.place, appointment.address = "in_person", "12 River Street"
    _, event = read(written(appointment))
    assert str(event["LOCATION"]) == "12 River Street"


@pytest.mark.parametrize(
    ("state", "method", "status"),
    [
        (State.REQUESTED, "PUBLISH", "TENTATIVE"),
        (State.CANCELLED, "CANCEL", "CANCELLED"),
        (State.DECLINED, "CANCEL", "CANCELLED"),
        (State.CONFIRMED, "PUBLISH", "CONFIRMED"),
    ],
)
def test_the_file_tells_the_state(appointment: Appointment, state: State, method: str, status: str) -> None:
    appointment.state, appointment.version = state.value, 2
    calendar, event = read(written(appointment, "PUBLISH"))
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == (method, status, 2)


def test_it_reminds_a_quarter_of_an_hour_before(appointment: Appointment) -> None:
    assert b"BEGIN:VALARM" in written(appointment)
    assert b"TRIGGER:-PT15M" in written(appointment)
    assert b"VALARM" not in written(appointment, "CANCEL")


def test_international_addresses_are_ascii(appointment: Appointment) -> None:
    appointment.client_email = "іван@пошта.укр"
    _, event = read(written(appointment))
    assert event["ATTENDEE"] == "mailto:%D1%96%D0%B2%D0%B0%D0%BD@xn--80a1acn3a.xn--j1amh"
