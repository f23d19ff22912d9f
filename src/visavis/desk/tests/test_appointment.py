"""The page of an appointment, and what staff do on it."""

from datetime import timedelta

import pytest

from tests import personas
from tests.personas import MONDAY
from tests.team import Team
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.services import cancel
from visavis.desk.tests.desk_pages import SignedIn, conflict_keys, page_text
from visavis.people.actors import THE_CLIENT
from visavis.schedule.models import Service
from visavis.schedule.services import block_time

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOON = MONDAY + 4 * HOUR


@pytest.fixture
def appointment(team: Team) -> Appointment:
    return personas.booked(team.service, NOON)


@pytest.fixture
def request_(team: Team) -> Appointment:
    Service.objects.filter(pk=team.service.pk).update(needs_approval=True)
    team.service.refresh_from_db()
    return personas.booked(team.service, NOON)


def at(appointment: Appointment, action: str = "") -> str:
    return f"/desk/appointments/{appointment.public_id}/{action}"


@pytest.mark.parametrize(
    ("who", "status"), [("olena", 200), ("petro", 404), ("reception", 200), ("admin", 200), ("nobody", 302)]
)
def test_who_sees_an_appointment(
    signed_in: SignedIn, appointment: Appointment, who: str, status: int
) -> None:
    assert signed_in(who).get(at(appointment)).status_code == status


@pytest.mark.parametrize(
    "action", ["cancel/", "link/", "reopen/", "approve/", "decline/", "move/", "details/"]
)
def test_another_specialist_can_do_nothing_to_it(
    signed_in: SignedIn, appointment: Appointment, action: str
) -> None:
    assert signed_in("petro").post(at(appointment, f"{action}/")).status_code == 404
    appointment.refresh_from_db()
    assert appointment.lifecycle is State.SCHEDULED


def test_both_clocks_are_shown_where_they_differ(signed_in: SignedIn, appointment: Appointment) -> None:
    page = signed_in("olena").get(at(appointment)).content.decode()
    assert "12:00–12:50 (Kyiv, UTC+2)" in page
    assert "11:00–11:50 (Berlin, UTC+1)" in page


def test_messages_and_history_stand_on_the_page(signed_in: SignedIn, appointment: Appointment) -> None:
    page = signed_in("olena").get(at(appointment)).content.decode()
    assert "Reminder, 1 hour before" in page
    assert "Kept this time while filling in the form" in page


def test_a_request_is_approved(signed_in: SignedIn, request_: Appointment) -> None:
    answer = signed_in("olena").post(at(request_, "approve/"), follow=True)
    assert "Approved." in answer.content.decode()
    request_.refresh_from_db()
    assert request_.lifecycle is State.SCHEDULED


def test_a_request_in_time_off_is_approved_only_knowingly(
    signed_in: SignedIn, request_: Appointment, team: Team
) -> None:
    by, desk = personas.by(), signed_in("olena")
    block_time(specialist_id=team.olena.pk, span=request_.slot, reason="", by=by, now=MONDAY)
    refused = desk.post(at(request_, "approve/"))
    assert refused.status_code == 409
    assert "Approve anyway" in refused.content.decode()
    sent = {"override": "1", "acknowledged": conflict_keys(refused.content)}
    assert desk.post(at(request_, "approve/"), sent).status_code == 302
    request_.refresh_from_db()
    assert request_.lifecycle is State.SCHEDULED


def test_a_request_is_declined_with_the_reason_in_its_history(
    signed_in: SignedIn, request_: Appointment
) -> None:
    desk = signed_in("reception")
    page = desk.post(at(request_, "decline/"), {"reason": "On leave"}, follow=True).content.decode()
    assert "On leave" in page
    assert "Rita Reception" in page
    request_.refresh_from_db()
    assert request_.lifecycle is State.DECLINED


@pytest.mark.parametrize("kind", ["appointment", "request_"])
def test_staff_know_beforehand_who_reads_their_reason(
    signed_in: SignedIn, kind: str, request: pytest.FixtureRequest
) -> None:
    page = signed_in("olena").get(at(request.getfixturevalue(kind))).content
    assert "The client reads this." in page_text(page)


def test_a_reason_too_long_is_refused_and_kept(signed_in: SignedIn, appointment: Appointment) -> None:
    answer = signed_in("olena").post(at(appointment, "cancel/"), {"reason": "x" * 501})
    assert answer.status_code == 422
    assert "x" * 501 in answer.content.decode()
    appointment.refresh_from_db()
    assert appointment.lifecycle is State.SCHEDULED


def test_an_appointment_is_cancelled_and_stands_again(signed_in: SignedIn, appointment: Appointment) -> None:
    desk = signed_in("olena")
    assert desk.post(at(appointment, "cancel/"), {"reason": ""}).status_code == 302
    assert "Let it stand again" in desk.get(at(appointment)).content.decode()
    assert desk.post(at(appointment, "reopen/")).status_code == 302
    appointment.refresh_from_db()
    assert appointment.lifecycle is State.SCHEDULED


def test_a_late_cancellation_is_told_wherever_the_appointment_stands(
    signed_in: SignedIn, appointment: Appointment
) -> None:
    desk = signed_in("olena")
    client = appointment.client
    assert client is not None
    pages = (
        at(appointment),
        f"/desk/?day={appointment.starts_at.date()}",
        f"/desk/clients/{client.public_id}/",
    )
    cancel(appointment_id=appointment.pk, by=THE_CLIENT, now=appointment.starts_at - timedelta(minutes=10))
    for page in pages:
        assert "cancelled late" in desk.get(page).content.decode(), page
    desk.post(at(appointment, "reopen/"))
    cancel(appointment_id=appointment.pk, by=personas.by(), now=MONDAY)
    for page in pages:
        assert "cancelled late" not in desk.get(page).content.decode(), page


def test_what_somebody_else_has_by_now_does_not_stand_again(
    signed_in: SignedIn, appointment: Appointment, team: Team
) -> None:
    cancel(appointment_id=appointment.pk, by=THE_CLIENT, now=MONDAY)
    personas.booked(team.service, NOON, details=personas.MARIA)
    answer = signed_in("olena").post(at(appointment, "reopen/"))
    assert answer.status_code == 409
    assert "Somebody else has this time by now." in answer.content.decode()


def test_approving_what_is_no_request_says_so(signed_in: SignedIn, appointment: Appointment) -> None:
    answer = signed_in("olena").post(at(appointment, "approve/"))
    assert answer.status_code == 409
    assert "the appointment has changed meanwhile" in answer.content.decode()


def test_an_appointment_is_moved_keeping_its_length(signed_in: SignedIn, appointment: Appointment) -> None:
    desk = signed_in("olena")
    assert 'value="12:00"' in desk.get(at(appointment, "move/")).content.decode()
    assert desk.post(at(appointment, "move/"), {"date": "2026-12-08", "time": "10:00"}).status_code == 302
    appointment.refresh_from_db()
    assert appointment.booked_local_time == "2026-12-08T10:00"
    assert appointment.slot.duration == timedelta(minutes=50)


def test_a_move_to_the_night_needs_a_second_thought(signed_in: SignedIn, appointment: Appointment) -> None:
    desk, night = signed_in("olena"), {"date": "2026-12-08", "time": "23:30"}
    refused = desk.post(at(appointment, "move/"), night)
    assert refused.status_code == 422
    assert "The specialist does not work at this time." in refused.content.decode()
    sent = {**night, "override": "on", "acknowledged": conflict_keys(refused.content)}
    assert desk.post(at(appointment, "move/"), sent).status_code == 302


def test_a_move_says_at_once_whom_it_would_meet_and_what_else_is_against_it(
    signed_in: SignedIn, appointment: Appointment, team: Team
) -> None:
    night = MONDAY + timedelta(days=1, hours=15.5)
    personas.booked_by_staff(team.service, night, details=personas.MARIA)
    desk, sent = signed_in("olena"), {"date": "2026-12-08", "time": "23:30"}
    page = page_text(desk.post(at(appointment, "move/"), sent).content)
    overlap = "This overlaps another appointment: Maria Sydorenko, Tue 8 Dec, 23:30–00:20."
    assert 0 < page.index(overlap) < page.index("The specialist does not work at this time.")


def test_a_request_is_not_approved_for_less_than_was_read(
    signed_in: SignedIn, request_: Appointment, team: Team
) -> None:
    by, desk = personas.by(), signed_in("olena")
    block_time(specialist_id=team.olena.pk, span=request_.slot, reason="", by=by, now=MONDAY)
    acknowledged = conflict_keys(desk.post(at(request_, "approve/")).content)
    personas.booked_by_staff(team.service, NOON, details=personas.MARIA)
    again = desk.post(at(request_, "approve/"), {"override": "1", "acknowledged": acknowledged})
    assert again.status_code == 409
    assert "Maria Sydorenko" in page_text(again.content)
    sent = {"override": "1", "acknowledged": conflict_keys(again.content)}
    assert desk.post(at(request_, "approve/"), sent).status_code == 302


@pytest.mark.parametrize("action", ["approve", "decline", "cancel", "reopen"])
def test_who_reloads_what_was_refused_comes_back_to_the_appointment(
    signed_in: SignedIn, appointment: Appointment, action: str
) -> None:
    answer = signed_in("olena").get(at(appointment, f"{action}/"))
    assert (answer.status_code, answer["Location"]) == (302, at(appointment))
    assert signed_in("petro").get(at(appointment, f"{action}/")).status_code == 404


def test_what_is_cancelled_cannot_be_moved(signed_in: SignedIn, appointment: Appointment) -> None:
    cancel(appointment_id=appointment.pk, by=THE_CLIENT, now=MONDAY)
    assert signed_in("olena").get(at(appointment, "move/")).status_code == 409


def test_the_clients_details_are_corrected(signed_in: SignedIn, appointment: Appointment) -> None:
    details = {"name": "Ivan P.", "email": "new@example.org", "language": "en", "zone": "Europe/Kyiv"}
    assert signed_in("olena").post(at(appointment, "details/"), details).status_code == 302
    appointment.refresh_from_db()
    assert (appointment.client_name, appointment.client_email) == ("Ivan P.", "new@example.org")


def test_who_was_taken_without_a_contact_may_stay_so(signed_in: SignedIn, appointment: Appointment) -> None:
    details = {"name": "Ivan Petrenko", "email": "", "phone": "", "language": "en", "zone": "Europe/Kyiv"}
    desk = signed_in("olena")
    refused = desk.post(at(appointment, "details/"), details)
    assert "so that the client can be told" in page_text(refused.content)
    Appointment.objects.filter(pk=appointment.pk).update(client_email="", client_phone="")
    assert "if you hand the link over yourself" in page_text(desk.get(at(appointment, "details/")).content)
    assert desk.post(at(appointment, "details/"), {**details, "name": "Iwan"}).status_code == 302
    appointment.refresh_from_db()
    assert (appointment.client_name, appointment.has_contact) == ("Iwan", False)


def test_a_held_time_has_no_client_to_correct(signed_in: SignedIn, team: Team) -> None:
    held = personas.held(team.service, NOON)
    desk = signed_in("olena")
    assert "A held time" in desk.get(at(held)).content.decode()
    assert desk.get(at(held, "details/")).status_code == 409


def test_an_appointments_page_asks_a_known_number_of_queries(
    signed_in: SignedIn, appointment: Appointment, django_assert_num_queries: object
) -> None:
    desk = signed_in("olena")
    # Session, user, appointment, steps, messages, practice.
    with django_assert_num_queries(6):  # type: ignore[operator]  # pytest-django's fixture
        desk.get(at(appointment))
