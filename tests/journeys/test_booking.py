"""From the practice's page to a cancelled appointment: book, read the mail, open the link, move, cancel."""

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import personas
from tests.journeys.conftest import Site
from tests.journeys.page_checks import check_page, tab_to
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.lib import clock
from visavis.messages.models import Message
from visavis.notify.outbox.models import OutboxItem
from visavis.schedule.models import Service

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

WIDE = {"width": 1200, "height": 900}
PHONE = {"width": 360, "height": 740}
Browsers = Callable[..., BrowserContext]
See = Callable[[Page, str], None]


@pytest.fixture
def service(site: Site) -> Service:
    """Olena in Kyiv, who speaks of a service; and a colleague, so that there is somebody to choose."""
    personas.practice(tagline="Calm rooms, evening hours, three languages.")
    personas.service(personas.specialist("Andrii Bondar", specialty="Family therapist"))
    olena = personas.olena(about="I work with anxiety, burnout and difficult choices.")
    return personas.service(olena, price_label="1200 UAH", description="Fifty minutes about what matters.")


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_book_read_the_mail_open_the_link_twice_move_and_cancel(
    context: Browsers, site: Site, service: Service, worker: None, script: bool, viewport: dict[str, int]
) -> None:
    def see(page: Page, name: str) -> None:
        if script:
            check_page(page, f"booking/{viewport['width']}-{name}")

    page = context(viewport=viewport, java_script_enabled=script).new_page()
    # Without a script the times are on the specialist's clock, and with one on the visitor's.
    book(page, see, clock="Berlin, UTC" if script else "Kyiv, UTC")
    appointment = Appointment.objects.get(state=State.SCHEDULED.value)
    personal = f"{site.url}/a/{appointment.public_id}/"
    expect(page).to_have_url(personal)

    link = link_in(read_mail(page, to="ivan@example.org"), site)
    page.goto(link)
    expect(page).to_have_url(personal)
    elsewhere = context(viewport=viewport, java_script_enabled=script).new_page()
    elsewhere.goto(link)
    expect(elsewhere).to_have_url(personal)

    before = appointment.starts_at
    move(elsewhere, see)
    appointment.refresh_from_db()
    assert (appointment.starts_at != before, appointment.version) == (True, 1)
    page.reload()
    cancel(page, see)
    appointment.refresh_from_db()
    assert (appointment.lifecycle, appointment.cancelled_late) == (State.CANCELLED, False)
    assert_ledger(appointment)


def book(page: Page, see: See, *, clock: str) -> None:
    """From the practice's page to the personal page, with a form sent too early on the way."""
    page.goto("/")
    see(page, "1-practice")
    page.get_by_role("link", name="Book with Olena Koval").click()
    see(page, "2-specialist")
    page.get_by_role("link", name="Individual session").click()
    expect(page.locator(".zone")).to_contain_text(clock)
    choose_a_day(page)
    see(page, "3-times")
    page.locator(".times button").nth(1).click()
    expect(page.get_by_role("heading", name="Your details")).to_be_visible()
    see(page, "4-form")
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("alert")).to_contain_text("Write your name")
    see(page, "5-mistakes")
    fill_in(page)
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("status").first).to_contain_text("It is booked.")
    see(page, "6-booked")


def move(page: Page, see: See) -> None:
    page.get_by_role("link", name="Choose another time").click()
    choose_a_day(page)
    see(page, "7-move")
    page.locator(".times button").last.click()
    expect(page.get_by_role("status").first).to_contain_text("Your appointment has another time now.")


def cancel(page: Page, see: See) -> None:
    page.get_by_role("link", name="Cancel").click()
    see(page, "8-cancel")
    page.get_by_label("Would you like to say why").fill("I found another time.")
    page.get_by_role("button", name="Cancel the appointment").click()
    expect(page.get_by_role("status").first).to_contain_text("Your appointment is cancelled.")
    see(page, "9-cancelled")


def test_book_by_keyboard_alone(page: Page, service: Service, site: Site) -> None:
    page.goto(f"/services/{service.public_id}/?zone=Europe/Berlin")
    tab_to(page, page.locator("#next-month"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("month="))
    expect(page.locator("[data-slot-picker][aria-busy]")).to_have_count(0)
    tab_to(page, page.locator(".month a").first)
    page.keyboard.press("Enter")
    tab_to(page, page.locator(".times button").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your details")).to_be_visible()
    for label, text in (("Name", "Ivan Petrenko"), ("E-mail", "ivan@example.org")):
        tab_to(page, page.get_by_label(label, exact=True))
        page.keyboard.type(text)
    tab_to(page, page.get_by_label("I agree that the practice keeps these details"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Book this time"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/a/[0-9a-f-]+/$"))
    assert Appointment.objects.get().lifecycle is State.SCHEDULED


def test_the_booking_pages_hold_in_the_dark_and_in_every_language(
    context: Browsers, service: Service
) -> None:
    addresses = ["/", f"/specialists/{service.specialist.public_id}/", f"/services/{service.public_id}/"]
    for language in ("uk-UA", "ru-RU"):
        page = context(viewport=PHONE, color_scheme="dark", locale=language).new_page()
        for address in addresses:
            page.goto(f"{address}?zone=Europe/Berlin")
            check_page(page, f"booking/dark-{language}{address[:4].replace('/', '-')}")
        page.locator(".times button").first.click()
        expect(page.locator("[name=consent]")).to_be_visible()
        check_page(page, f"booking/dark-{language}-form")


def test_a_time_taken_meanwhile_is_answered_with_free_ones(page: Page, service: Service, site: Site) -> None:
    page.goto(f"/services/{service.public_id}/?zone=Europe/Berlin")
    choose_a_day(page)
    button = page.locator(".times button").first
    start = datetime.fromisoformat(button.get_attribute("value") or "")
    personas.held(service, start, now=clock.now())
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("Someone else has just taken this time.")
    check_page(page, "booking/taken")
    page.get_by_role("alert").get_by_role("button").first.click()
    expect(page.get_by_role("heading", name="Your details")).to_be_visible()


def test_a_hold_that_runs_out_gives_the_time_back_and_keeps_the_words(
    page: Page, service: Service, site: Site
) -> None:
    page.goto(f"/services/{service.public_id}/?zone=Europe/Berlin")
    choose_a_day(page)
    page.locator(".times button").first.click()
    fill_in(page)
    Appointment.objects.update(held_until=clock.now() - timedelta(seconds=1))
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("heading", name="The time is not kept any more")).to_be_visible()
    check_page(page, "booking/ran-out")
    page.get_by_role("button", name="Take the same time again").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ivan Petrenko")
    page.get_by_role("button", name="Book this time").click()
    expect(page).to_have_url(re.compile(r"/a/[0-9a-f-]+/$"))


def choose_a_day(page: Page) -> None:
    """The last free day of next month: always early enough to be moved or cancelled freely."""
    page.locator("#next-month").click()
    expect(page.locator("[data-slot-picker][aria-busy]")).to_have_count(0)
    expect(page.locator("#previous-month")).to_be_visible()
    last = page.locator(".month a").last
    day = last.get_attribute("aria-label") or ""
    last.click()
    expect(page.locator("#chosen-day")).to_have_text(day)


def fill_in(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("Ivan Petrenko")
    page.get_by_label("E-mail", exact=True).fill("ivan@example.org")
    page.get_by_label("I agree that the practice keeps these details").check()


def read_mail(page: Page, *, to: str) -> str:
    """The text of the newest mail to somebody, as the outbox shows it."""
    for _ in range(100):
        found = OutboxItem.objects.filter(channel="email", to=to).first()
        if found is not None:
            page.goto(f"/demo/outbox/{found.public_id}/")
            return page.locator("main").inner_text()
        time.sleep(0.1)
    pytest.fail(f"no mail to {to} within ten seconds")


def link_in(text: str, site: Site) -> str:
    found = re.search(rf"{re.escape(site.url)}/v/[\w-]+", text)
    assert found, text
    return found.group()


def assert_ledger(appointment: Appointment) -> None:
    """Both were told of each step, and no reminder is left to go out."""
    deadline = time.monotonic() + 10
    rows = Message.objects.filter(appointment=appointment, channel="email")
    while rows.filter(state__in=("due", "claimed", "sending")).exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    told = {(row.kind, row.recipient, row.version): row.state for row in rows.exclude(kind="reminder")}
    steps = (("scheduled", 0), ("moved", 1), ("cancelled", 2))
    assert set(told) == {(kind, to, version) for kind, version in steps for to in ("client", "specialist")}
    # One that was about to go out may have been overtaken by the next step; the last is always sent.
    assert set(told.values()) <= {"sent", "superseded"}
    assert {told["cancelled", to, 2] for to in ("client", "specialist")} == {"sent"}
    reminders = rows.filter(kind="reminder").values_list("state", flat=True)
    assert len(reminders) == 6
    assert set(reminders) == {"superseded"}
