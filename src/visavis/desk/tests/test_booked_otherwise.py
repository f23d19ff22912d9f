"""The service's page after a change asks what becomes of what was booked."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import personas
from tests.personas import IVAN, MONDAY
from tests.team import Team
from visavis.booking import jobs
from visavis.booking.models import Appointment
from visavis.desk.tests.desk_pages import SignedIn, page_text
from visavis.desk.tests.test_services import typed
from visavis.messages.models import Message
from visavis.schedule.models import Place, Service

TEN = MONDAY + timedelta(hours=50)


@pytest.fixture
def page(team: Team) -> str:
    """The service's page; Ivan booked it, and then the office moved."""
    Service.objects.update(place=Place.IN_PERSON.value, address="Old street 1")
    team.service.refresh_from_db()
    personas.booked(team.service, TEN)
    return f"/desk/services/{team.service.public_id}/"


def moved_office() -> dict[str, str]:
    return typed(place="in_person", address="New street 2", duration_min="50", price_label="")


def digest(page: str) -> str:
    return page.split('name="acknowledged" value="')[1].split('"')[0]


@pytest.mark.parametrize("who", ["olena", "admin"])
def test_after_saving_staff_are_asked_and_answer_by_one_press(
    signed_in: SignedIn, page: str, who: str
) -> None:
    browser = signed_in(who)
    asked = browser.post(page, moved_office(), follow=True)
    said = page_text(asked.content)
    assert "1 booked appointment keeps what was agreed" in said
    assert "Place: “Old street 1” as booked, “New street 2” from now on (1)" in said
    assert IVAN.name in said
    sent = {"answer": "use_place", "acknowledged": digest(asked.text)}
    assert "1 client will be told" in page_text(browser.post(f"{page}booked/", sent, follow=True).content)
    for job in ProcrastinateJob.objects.filter(task_name="booking.carry_out_terms_answer"):
        jobs.carry_out_terms_answer(**job.args)
    row = Appointment.objects.get()
    assert row.address == "New street 2"
    last = row.transitions.last()
    assert last is not None
    assert str(last.actor) == str(asked.wsgi_request.user)
    count = Message.objects.count()
    again = browser.post(f"{page}booked/", sent, follow=True)
    assert "This was settled already" in page_text(again.content)
    assert Message.objects.count() == count
    assert "booked-otherwise" not in browser.get(page).text


def test_left_as_booked_nothing_is_asked_any_more(signed_in: SignedIn, page: str) -> None:
    browser = signed_in("olena")
    asked = browser.post(page, moved_office(), follow=True)
    sent = {"answer": "leave", "acknowledged": digest(asked.text)}
    assert "They stay as booked." in page_text(browser.post(f"{page}booked/", sent, follow=True).content)
    assert Appointment.objects.get().address == "Old street 1"
    assert "booked-otherwise" not in browser.get(page).text


def test_without_another_place_none_is_offered(signed_in: SignedIn, page: str) -> None:
    Service.objects.update(price_label="1200 UAH")
    shown = signed_in("olena").get(page).text
    assert 'value="tell"' in shown
    assert 'value="use_place"' not in shown


@pytest.mark.parametrize(("who", "status"), [("petro", 404), ("reception", 403), ("olena", 302)])
def test_who_decides(signed_in: SignedIn, page: str, who: str, status: int) -> None:
    answer = signed_in(who).post(f"{page}booked/", {"answer": "leave", "acknowledged": "?"})
    assert answer.status_code == status


def test_what_is_no_answer_is_none(signed_in: SignedIn, page: str) -> None:
    assert signed_in("olena").post(f"{page}booked/", {"answer": "all"}).status_code == 404


def test_an_answer_to_an_older_change_says_so(signed_in: SignedIn, page: str) -> None:
    Service.objects.update(address="New street 2")
    browser = signed_in("olena")
    read = digest(browser.get(page).text)
    Service.objects.update(address="Third street 3")
    sent = {"answer": "use_place", "acknowledged": read}
    said = page_text(browser.post(f"{page}booked/", sent, follow=True).content)
    assert "changed again meanwhile" in said
    assert Appointment.objects.get().address == "Old street 1"
