"""One browser for both: the client's page is open when staff sign in, which changes every form's secret."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.call.call_pages import CallPages, client_page, started_appointment, wait_for_call
from tests.journeys.conftest import Site
from tests.personas import PASSWORD
from visavis.booking.models import Appointment

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]

SETTLE_MS = 30_000


@pytest.fixture
def appointment(site: Site) -> Appointment:
    return started_appointment()


def refused(page: Page) -> dict[str, bool]:
    """By address: whether the latest POST of the page was refused."""
    latest: dict[str, bool] = {}
    page.on(
        "response",
        lambda answer: (
            latest.update({answer.url: answer.status in (401, 403)})
            if answer.request.method == "POST"
            else None
        ),
    )
    return latest


def sign_in(page: Page, appointment: Appointment) -> None:
    """By the form: that changes the secret behind the tokens of all pages of this browser."""
    page.goto(f"/desk/appointments/{appointment.public_id}/room/")
    page.get_by_label("E-mail").fill(appointment.specialist.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/room/")


def test_the_clients_page_and_a_room_go_on_after_a_sign_in_in_the_same_browser(
    context: Callable[..., BrowserContext], site: Site, appointment: Appointment
) -> None:
    browser = context()
    ivan = client_page(browser, appointment, site.url)
    ivan.get_by_role("heading", name="You are in the right place").wait_for()
    olena = browser.new_page()
    sign_in(olena, appointment)
    his, hers = refused(ivan), refused(olena)
    olena.get_by_role("button", name="Let Ivan Petrenko in").click()
    wait_for_call(ivan, olena)
    call = CallPages(ivan, olena, appointment)
    call.media_flows_after("a sign-in in the same browser", within=SETTLE_MS / 1000)
    call.send_chat(ivan, "Can you read me?")
    call.wait_for_chat(olena, "Can you read me?")

    # The session ends in another tab, and the room says so; after another sign-in it goes on by itself.
    kept = [one for one in browser.cookies() if one["name"] != settings.SESSION_COOKIE_NAME]
    browser.clear_cookies()
    browser.add_cookies(kept)  # type: ignore[arg-type]  # what came out goes in again
    expect(olena.get_by_role("link", name="Sign in again")).to_be_visible(timeout=SETTLE_MS)
    call.send_chat(olena, "I have to sign in.")
    with browser.expect_page() as opened:
        olena.get_by_role("link", name="Sign in again").click()
    again = opened.value
    again.get_by_label("E-mail").fill(appointment.specialist.email)
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    again.wait_for_url("**/desk/")
    again.close()
    expect(olena.get_by_role("link", name="Sign in again")).to_be_hidden(timeout=SETTLE_MS)
    call.wait_for_chat(ivan, "I have to sign in.", within=SETTLE_MS / 1000)
    olena.wait_for_timeout(11_000)
    for latest in (his, hers):
        assert [url for url, was_refused in latest.items() if was_refused] == []
