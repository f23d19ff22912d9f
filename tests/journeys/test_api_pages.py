"""The pages about the interface: what programs can do, and the tokens they do it with."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import personas
from tests.journeys.conftest import Site
from tests.journeys.page_checks import check_page
from tests.personas import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

SIZES = {"wide": {"width": 1200, "height": 900}, "phone": {"width": 360, "height": 740}}
LOOKS = [("wide", "light"), ("phone", "dark")]


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_an_integrator_reads_what_programs_can_do(
    context: Callable[..., BrowserContext], site: Site, size: str, scheme: str
) -> None:
    personas.practice()
    page = context(viewport=SIZES[size], color_scheme=scheme).new_page()
    page.goto("/api/")
    expect(page).to_have_url(f"{site.url}/api/docs")
    page.get_by_role("link", name="BookingIn").first.click()
    expect(page.get_by_role("heading", name="BookingIn")).to_be_in_viewport()
    check_page(page, f"api/reference-{size}-{scheme}")


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_a_specialist_makes_a_token_and_revokes_it(
    desk_page: Callable[..., Page], site: Site, size: str, scheme: str
) -> None:
    personas.practice()
    olena = personas.olena()
    page = desk_page(olena.user, viewport=SIZES[size], color_scheme=scheme)
    page.goto("/account/")
    page.get_by_role("link", name="API tokens").click()
    check_page(page, f"api/no-tokens-{size}-{scheme}")
    page.get_by_label("What it is for").fill("Our website")
    page.get_by_role("button", name="Make a token").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    token = page.get_by_label("Token", exact=True)
    expect(token).to_have_value(re.compile(r"visavis_[\w-]{43}"))
    check_page(page, f"api/token-{size}-{scheme}")
    asked = page.request.get("/api/services", headers={"Authorization": f"Bearer {token.input_value()}"})
    assert asked.status == 200
    page.get_by_role("button", name=re.compile("Revoke.*Our website")).click()
    expect(page.get_by_text("Revoked. Programs that use it")).to_be_visible()
    check_page(page, f"api/revoked-{size}-{scheme}")
