"""The list of appointments that moved on the wall, and what staff do about each."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import personas
from tests.personas import IVAN, MARIA, MONDAY
from tests.team import Team
from tests.zone_laws import changed_law
from visavis.booking.models import Appointment
from visavis.booking.services import cancel, compare_wall_times
from visavis.desk.tests.desk_pages import SignedIn, page_text
from visavis.messages.models import Message

HOUR = timedelta(hours=1)
TEN = MONDAY + 50 * HOUR
SHOWS = "2026-12-09T11:00"
LIST = "/desk/clock-changes/"


@pytest.fixture
def ivans(team: Team, tmp_path: Path) -> Iterator[Appointment]:
    """Wednesday, 10:00 in Kyiv, and then a law by which that is at 11:00."""
    made = personas.booked(team.service, TEN)
    with changed_law(tmp_path, "Europe/Kyiv", like="Europe/Istanbul"):
        compare_wall_times(version="the new law", now=MONDAY)
        yield made


def path_of(appointment: Appointment, answer: str) -> str:
    return f"/desk/appointments/{appointment.public_id}/clock-change/{answer}/"


def test_nothing_is_said_while_no_law_changes(signed_in: SignedIn, team: Team) -> None:
    made = personas.booked(team.service, TEN)
    compare_wall_times(version="a law", now=MONDAY)
    browser = signed_in("reception")
    for path in ("/desk/", f"/desk/?specialist={team.olena.public_id}"):
        assert LIST not in browser.get(path).text
    assert "Nothing to settle" in browser.get(LIST).text
    assert "clock-change" not in browser.get(f"/desk/appointments/{made.public_id}/").text


@pytest.mark.parametrize(
    ("who", "sees"), [("olena", True), ("petro", False), ("reception", True), ("admin", True)]
)
def test_those_who_work_with_it_see_it_and_find_the_list(
    signed_in: SignedIn, ivans: Appointment, who: str, sees: bool
) -> None:
    browser = signed_in(who)
    page = page_text(browser.get(LIST).content)
    assert (IVAN.name in page) is sees
    assert ("Wed 9 Dec, 10:00, Kyiv" in page) is sees
    assert ("Move back to 10:00" in page) is sees
    assert (LIST in browser.get("/desk/").text) is sees
    answers = [browser.post(path_of(ivans, "tell"), {"acknowledged": "?"}).status_code]
    assert answers == [302 if sees else 404]


@pytest.mark.parametrize("answer", ["tell", "move-back"])
def test_one_press_settles_it_and_a_second_one_says_what_happened(
    signed_in: SignedIn, ivans: Appointment, answer: str
) -> None:
    first, second = signed_in("reception"), signed_in("olena")
    said = page_text(first.post(path_of(ivans, answer), {"acknowledged": SHOWS}, follow=True).content)
    assert "will be told" in said
    assert "Nothing to settle" in said
    sent = Message.objects.count()
    for other in ("tell", "move-back"):
        late = page_text(second.post(path_of(ivans, other), {"acknowledged": SHOWS}, follow=True).content)
        assert "nothing was changed" in late
        assert "Rita Reception" in late
    assert Message.objects.count() == sent
    assert LIST not in first.get("/desk/").text


def test_a_time_that_is_taken_is_named(signed_in: SignedIn, team: Team, ivans: Appointment) -> None:
    personas.booked(team.service, TEN - HOUR, details=MARIA)
    page = signed_in("reception").post(path_of(ivans, "move-back"), {"acknowledged": SHOWS}, follow=True)
    assert f"This overlaps another appointment: {MARIA.name}" in page_text(page.content)
    ivans.refresh_from_db()
    assert ivans.starts_at == TEN


def test_what_is_cancelled_leaves_the_list(signed_in: SignedIn, ivans: Appointment) -> None:
    cancel(appointment_id=ivans.pk, by=personas.by(), now=MONDAY)
    browser = signed_in("reception")
    assert IVAN.name not in browser.get(LIST).text
    late = browser.post(path_of(ivans, "tell"), {"acknowledged": SHOWS}, follow=True)
    assert "What happened last: Cancelled" in page_text(late.content)


def test_its_own_page_offers_the_same_and_keeps_who_pressed(signed_in: SignedIn, ivans: Appointment) -> None:
    browser, own = signed_in("olena"), f"/desk/appointments/{ivans.public_id}/"
    assert "it was booked for Wed 9 Dec, 10:00" in page_text(browser.get(own).content)
    answer = browser.post(path_of(ivans, "tell"), {"acknowledged": SHOWS, "from": "appointment"})
    assert answer["Location"] == own
    page = page_text(browser.get(own).content)
    assert "The clocks changed by law, and the client was told" in page
    assert "it was booked for" not in page


def test_a_client_without_a_contact_is_told_by_somebody(signed_in: SignedIn, ivans: Appointment) -> None:
    Appointment.objects.update(client_email="", client_phone="")
    sent = Message.objects.count()
    browser = signed_in("reception")
    assert "I have told the client" in browser.get(LIST).text
    browser.post(path_of(ivans, "tell"), {"acknowledged": SHOWS})
    assert Message.objects.count() == sent
    assert "Nothing to settle" in browser.get(LIST).text


def test_a_thousand_of_them_ask_five_queries(signed_in: SignedIn, ivans: Appointment) -> None:
    row = Appointment.objects.get(pk=ivans.pk)
    names = [field.attname for field in Appointment._meta.concrete_fields]
    values = {name: getattr(row, name) for name in names if name not in {"id", "public_id", "room_name"}}
    Appointment.objects.bulk_create(
        Appointment(**{**values, "overbooked": True, "room_name": f"room{number}"}) for number in range(1000)
    )
    browser = signed_in("reception")
    browser.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        page = browser.get(LIST)
    assert "There are 1001." in page_text(page.content)
    assert len(captured) <= 5
