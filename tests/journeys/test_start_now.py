"""A consultation now: made at the desk, joined by the link, begun."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import personas
from tests.journeys.conftest import Site
from tests.journeys.page_checks import check_page
from tests.journeys.waiting_steps import SETTLE_MS, enter_waiting_room_by_button
from tests.journeys.windows import STYLES, WIDE_DARK, Browsers, Desk
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.people.models import Specialist

pytestmark = pytest.mark.journey


@pytest.fixture
def olena(site: Site) -> Specialist:
    """Nobody works at this hour: a consultation now asks nobody."""
    personas.practice()
    row = personas.olena(hours=False)
    personas.service(row)
    return row


def made(page: Page, name: str) -> str:
    """From the day's page to the client's link."""
    page.goto("/desk/")
    page.locator("a[href*='/desk/start-now/']").click()
    page.locator("[name=name]").fill(name)
    page.locator("form.card button").click()
    return page.locator("#link").input_value()


@pytest.mark.parametrize(("style", "name"), [*STYLES, WIDE_DARK])
def test_it_looks_right_everywhere(
    desk_page: Desk, olena: Specialist, style: dict[str, Any], name: str
) -> None:
    page = desk_page(olena.user, **style)
    page.goto("/desk/start-now/")
    check_page(page, f"now/{name}-1-form")
    page.locator("[name=name]").fill("Іван Петренко")
    page.locator("form.card button").click()
    check_page(page, f"now/{name}-2-link")
    page.goto("/desk/start-now/")
    page.locator("[name=name]").fill("Марія Лис")
    page.locator("form.card button").click()
    expect(page.locator("[type=checkbox][name=override]")).to_be_visible()
    check_page(page, f"now/{name}-3-in-the-way")


def test_who_opens_the_link_is_seen_and_let_in_within_the_minute(
    context: Browsers, desk_page: Callable[..., Page], olena: Specialist
) -> None:
    desk = desk_page(olena.user)
    link = made(desk, "Ivan Petrenko")
    ivan = context().new_page()
    ivan.goto(link)
    expect(ivan).to_have_url(re.compile(r"/a/[0-9a-f-]+/$"))
    enter_waiting_room_by_button(ivan)
    # The page with the code is still open, and tells her.
    queue = desk.locator(".alert-slot .queue")
    expect(queue).to_contain_text("Ivan Petrenko", timeout=SETTLE_MS)
    desk.get_by_role("link", name="To the room").first.click()
    desk.get_by_role("button", name="Let Ivan Petrenko in").click()
    ivan.wait_for_function("() => window.__visavisRoom?.phase() === 'inCall'", timeout=SETTLE_MS)
    appointment = Appointment.objects.get()
    assert appointment.lifecycle is State.IN_PROGRESS
