"""A day at the desk: sign in, make hours, block time, book for a client, approve, move, cancel."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import personas
from tests.journeys.conftest import Site
from tests.journeys.page_checks import check_page
from tests.personas import IVAN, MARIA, PASSWORD
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.lib import clock
from visavis.people.models import Role, Specialist
from visavis.schedule.models import Service, TimeOff, WeeklyHours

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

KYIV = ZoneInfo("Europe/Kyiv")
SIZES = {"wide": {"width": 1200, "height": 900}, "phone": {"width": 360, "height": 740}}
Browsers = Callable[..., BrowserContext]
DeskPage = Callable[..., Page]


def working_day(ahead: int) -> date:
    """A Wednesday, so many weeks from now: in no test does it matter what day it is."""
    today = clock.now().astimezone(KYIV).date()
    return today + timedelta(days=7 * ahead + (2 - today.weekday()))


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=KYIV).astimezone(clock.now().tzinfo)


@pytest.fixture
def olena(site: Site) -> Specialist:
    personas.practice(accent="")
    row = personas.olena()
    personas.service(row, horizon_days=90)
    personas.service(row, name="First consultation", needs_approval=True, position=1, horizon_days=90)
    return row


def sign_in(page: Page, olena: Specialist) -> None:
    page.goto("/desk/")
    expect(page).to_have_url(re.compile("/account/login/"))
    page.get_by_label("E-mail").fill(olena.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/desk/$"))


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize("size", SIZES)
def test_a_specialist_makes_hours_blocks_time_and_runs_the_day(
    context: Browsers, olena: Specialist, size: str, script: bool
) -> None:
    def see(name: str) -> None:
        if script:
            check_page(page, f"desk/{size}-{name}")

    day = working_day(2)
    request = Service.objects.get(name="First consultation")
    asked = personas.booked(request, at(day, 10), details=MARIA, now=clock.now())
    page = context(viewport=SIZES[size], java_script_enabled=script).new_page()
    sign_in(page, olena)
    see("1-today")
    make_hours(page)
    see("2-hours")
    block_time(page, day)
    see("3-blocked")
    approve(page)
    see("4-approved")
    booked = book(page, day, see)
    see("6-booked")
    move(page, booked, day + timedelta(days=1))
    see("7-moved")
    page.goto(f"/desk/calendar/?day={day + timedelta(days=1)}")
    expect(page.get_by_text("14:00 Ivan Petrenko")).to_be_visible()
    see("8-calendar")
    cancel(page, booked)
    asked.refresh_from_db()
    booked.refresh_from_db()
    assert (asked.lifecycle, booked.lifecycle) == (State.SCHEDULED, State.CANCELLED)
    see("9-cancelled")


def make_hours(page: Page) -> None:
    """A line is added to Saturday, which stores nothing yet; then all is saved."""
    page.get_by_role("link", name="Hours", exact=True).click()
    saturday = page.get_by_role("group", name="Saturday")
    saturday.get_by_role("button", name="Add hours").click()
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    assert not WeeklyHours.objects.filter(weekday=5).exists()
    saturday.get_by_label("From").fill("22:00")
    saturday.get_by_label("To", exact=True).fill("01:30")
    page.get_by_role("button", name="Save the week").first.click()
    expect(page.get_by_text("The weekly hours are saved.")).to_be_visible()
    assert list(WeeklyHours.objects.filter(weekday=5).values_list("opens_min", "closes_min")) == [
        (1320, 1530)
    ]


def block_time(page: Page, day: date) -> None:
    page.get_by_text("Block time").click()
    page.get_by_label("From the day").fill(day.isoformat())
    page.get_by_label("From the time").fill("10:00")
    page.get_by_label("To the time").fill("12:00")
    page.get_by_label("Reason, for staff").fill("Dentist")
    page.get_by_role("button", name="Block this time").click()
    expect(page.get_by_text("1 appointment stands outside these hours")).to_be_visible()
    assert TimeOff.objects.get().starts_at == at(day, 10)


def approve(page: Page) -> None:
    """The request stands in the blocked time by now: it takes a second thought."""
    page.get_by_role("link", name="Maria Sydorenko").click()
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Approve anyway").click()
    expect(page.get_by_text("Approved.")).to_be_visible()


def book(page: Page, day: date, see: Callable[[str], None]) -> Appointment:
    """From a click on free time; refused at night, kept, and then booked by day."""
    page.goto(f"/desk/calendar/?day={day}")
    page.locator(f'a.open[href*="start={at(day, 13):%Y-%m-%dT%H:%MZ}"]').click()
    expect(page.get_by_label("Time", exact=True)).to_have_value("13:00")
    page.get_by_label("Client's name").fill(IVAN.name)
    page.get_by_label("E-mail").fill(IVAN.email)
    page.get_by_label("Time", exact=True).fill("23:00")
    page.get_by_role("button", name="Book").click()
    expect(page.get_by_label("Book anyway")).to_be_visible()
    expect(page.get_by_label("Client's name")).to_have_value(IVAN.name)
    see("5-refused")
    page.get_by_label("Time", exact=True).fill("13:00")
    page.get_by_role("button", name="Book").click()
    expect(page.get_by_text("Booked for Ivan Petrenko.")).to_be_visible()
    booked = Appointment.objects.get(client_name=IVAN.name)
    assert booked.starts_at == at(day, 13)
    return booked


def move(page: Page, booked: Appointment, day: date) -> None:
    page.goto(f"/desk/appointments/{booked.public_id}/")
    page.get_by_role("link", name="Choose another time").click()
    page.get_by_label("Date").fill(day.isoformat())
    page.get_by_label("Time", exact=True).fill("14:00")
    page.get_by_role("button", name="Move").click()
    expect(page.get_by_text("Moved.")).to_be_visible()


def cancel(page: Page, booked: Appointment) -> None:
    page.goto(f"/desk/appointments/{booked.public_id}/")
    page.get_by_text("Cancel the appointment").first.click()
    page.get_by_label("Reason").last.fill("Ill today")
    page.get_by_role("button", name="Cancel the appointment").click()
    expect(page.get_by_text("Ill today")).to_be_visible()


def tops_of_hours(page: Page) -> list[int]:
    """Where the columns of a grid begin that can be seen."""
    script = (
        "all => all.filter(one => one.offsetHeight).map(one => Math.round(one.getBoundingClientRect().top))"
    )
    return cast("list[int]", page.eval_on_selector_all(".week .track", script))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_the_desk_looks_right_for_an_administrator(
    desk_page: DeskPage, olena: Specialist, size: str, scheme: str
) -> None:
    admin = personas.staff(Role.ADMIN, name="Anna Admin")
    personas.specialist("Petro Danylenko", zone="Europe/Berlin")
    service = olena.services.get(name="Individual session")
    day = working_day(2)
    booked = personas.booked(service, at(day, 11), now=clock.now())
    personas.booked_by_staff(service, at(day, 19), details=MARIA, now=clock.now())
    page = desk_page(admin, viewport=SIZES[size], color_scheme=scheme)
    pages = {
        "everyone": f"?day={day}",
        "week": f"calendar/?day={day}",
        "services": "services/",
        "service": f"services/{service.public_id}/",
        "practice": "practice/",
        "specialists": "specialists/",
        "specialist": f"specialists/{olena.public_id}/",
        "team": "team/",
        "member": f"team/{admin.public_id}/",
        "details": f"appointments/{booked.public_id}/details/",
        "move": f"appointments/{booked.public_id}/move/",
        "appointment": f"appointments/{booked.public_id}/",
    }
    for name, address in pages.items():
        page.goto(f"/desk/{address}")
        check_page(page, f"desk/{scheme}-{size}-{name}")
        assert len(set(tops_of_hours(page))) <= 1, "an hour stands at one height in all columns"
    for name, address in {"account": "", "second-step": "2fa/", "password": "password/change/"}.items():
        page.goto(f"/account/{address}")
        check_page(page, f"desk/{scheme}-{size}-{name}")


def test_a_name_and_an_address_without_a_break_stay_in_the_window(
    desk_page: DeskPage, olena: Specialist
) -> None:
    endless = "Oleksandra" * 8
    service = olena.services.get(name="Individual session")
    details = replace(IVAN, name=endless, email=f"{endless.lower()}@example.org")
    booked = personas.booked(service, at(working_day(2), 11), details=details, now=clock.now())
    assert booked.client is not None
    page = desk_page(olena.user, viewport=SIZES["phone"])
    places = (f"appointments/{booked.public_id}/", f"clients/{booked.client.public_id}/", "clients/")
    for number, address in enumerate((*places, f"?day={working_day(2)}")):
        page.goto(f"/desk/{address}")
        check_page(page, f"desk/endless-{number}")


def test_the_personal_link_is_copied_to_the_clipboard(desk_page: DeskPage, olena: Specialist) -> None:
    booked = personas.booked(
        olena.services.get(name="Individual session"), at(working_day(2), 11), now=clock.now()
    )
    page = desk_page(olena.user, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/desk/appointments/{booked.public_id}/")
    page.get_by_role("link", name="Link for the client").click()
    page.get_by_role("button", name="Show the personal link").click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert "/v/" in page.evaluate("navigator.clipboard.readText()")


def test_the_calendar_is_walked_by_keyboard_alone(desk_page: DeskPage, olena: Specialist) -> None:
    day = working_day(2)
    page = desk_page(olena.user, viewport=SIZES["wide"])
    page.goto(f"/desk/calendar/?day={day}")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a.open')"):
            break
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Free on ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="New appointment")).to_be_visible()
