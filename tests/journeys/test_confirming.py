"""A contact that is confirmed before a time is booked: chosen on one device, confirmed on another."""

import re

import pytest
from playwright.sync_api import expect

from tests import personas
from tests.journeys.conftest import Site
from tests.journeys.page_checks import check_page
from tests.journeys.test_booking import choose_a_day, fill_in, link_in, read_mail
from tests.journeys.windows import PHONE, Browsers
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.notify.outbox.models import OutboxItem

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_mistyped_address_is_corrected_and_the_link_books_on_the_phone(
    context: Browsers, site: Site, worker: None, script: bool
) -> None:
    personas.practice(confirm_contact=True)
    service = personas.service(personas.olena())
    page = context(viewport=PHONE, java_script_enabled=script).new_page()
    page.goto(f"/services/{service.public_id}/?zone=Europe/Berlin")
    choose_a_day(page)
    page.locator(".times button").first.click()
    fill_in(page)
    page.get_by_label("E-mail", exact=True).fill("ivna@example.org")
    page.get_by_role("button", name="Book this time").click()
    expect(page).to_have_url(re.compile(r"/a/[0-9a-f-]+/$"))
    expect(page.locator("main")).to_contain_text("We have written to ivna@example.org")
    if script:
        check_page(page, "confirming/asked")
    page.get_by_role("link", name="Correct the address").click()
    page.get_by_label("E-mail", exact=True).fill("ivan@example.org")
    page.get_by_role("button", name="Book this time").click()
    expect(page.locator("main")).to_contain_text("We have written to ivan@example.org")

    phone = context(viewport=PHONE, java_script_enabled=script).new_page()
    phone.goto(link_in(read_mail(phone, to="ivan@example.org"), site))
    if script:
        check_page(phone, "confirming/opened")
    assert state() is State.HELD
    specialist = service.specialist.email
    assert not OutboxItem.objects.filter(to=specialist).exists()
    phone.get_by_role("button", name="Confirm").click()
    expect(phone.get_by_role("status").first).to_contain_text("It is booked.")
    assert state() is State.SCHEDULED
    if script:
        # The page it was chosen on says so by itself.
        expect(page.locator("main")).not_to_contain_text("We have written to", timeout=40_000)
    else:
        page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your appointment")


def state() -> State:
    return Appointment.objects.get().lifecycle
