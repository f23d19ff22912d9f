"""Where strangers owe a proof of work: with JavaScript nobody notices, without it one waits for a moment."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests import personas
from tests.journeys.conftest import Site
from tests.journeys.page_checks import SCREENSHOTS, check_page
from tests.journeys.test_booking import choose_a_day, fill_in
from tests.journeys.windows import PHONE, WIDE, Browsers
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment, SpentChallenge
from visavis.booking.proof_of_work import WAIT
from visavis.schedule.models import Service

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
PROOF = "() => JSON.parse(atob(document.querySelector('[name=proof]').value)).solution.derivedKey"
BUTTON = {"en": "Book this time", "uk": "Записатися на цей час"}


@pytest.fixture
def service(site: Site) -> Service:
    personas.practice(proof_of_work=True)
    return personas.service(personas.olena())


def open_form(page: Page, service: Service) -> None:
    page.goto(f"/services/{service.public_id}/?zone=Europe/Berlin")
    choose_a_day(page)
    page.locator(".times button").first.click()
    expect(page).to_have_url(re.compile(r"/book/$"))


def state() -> State:
    return Appointment.objects.get().lifecycle


def test_with_javascript_it_is_solved_while_one_types_and_nothing_is_said(
    context: Browsers, service: Service
) -> None:
    page = context(viewport=PHONE).new_page()
    scripts: list[str] = []
    page.on("request", lambda asked: scripts.append(asked.url))
    page.goto(f"/services/{service.public_id}/?zone=Europe/Berlin")
    assert not [url for url in scripts if "proof" in url]
    open_form(page, service)
    assert len([url for url in scripts if "proof_of_work-" in url]) == 1
    fill_in(page)
    page.wait_for_function(PROOF)
    assert "JavaScript" not in page.locator("main").inner_text()
    expect(page.locator("[data-proof-status]")).to_have_text("")
    check_page(page, "proof/solved")
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("status").first).to_contain_text("It is booked.")
    assert (state(), SpentChallenge.objects.count()) == (State.SCHEDULED, 1)


def test_who_is_quicker_than_the_browser_is_told_and_need_not_press_again(
    context: Browsers, service: Service
) -> None:
    page = context(viewport=PHONE).new_page()
    # As slow as the oldest of phones: each derivation waits until the test lets it go on.
    page.add_init_script(
        """const derive = crypto.subtle.deriveBits.bind(crypto.subtle);
        const gate = new Promise((open) => { window.goOn = open; });
        crypto.subtle.deriveBits = (...of) => gate.then(() => derive(...of));"""
    )
    open_form(page, service)
    fill_in(page)
    page.get_by_role("button", name="Book this time").click()
    expect(page.locator("[data-proof-status]")).to_contain_text("the form is sent by itself")
    check_page(page, "proof/quicker")
    assert state() is State.HELD
    page.evaluate("goOn()")
    expect(page.get_by_role("status").first).to_contain_text("It is booked.")


def test_a_mistake_brings_the_form_back_solved(context: Browsers, service: Service) -> None:
    page = context(viewport=PHONE).new_page()
    open_form(page, service)
    page.wait_for_function(PROOF)
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("alert")).to_contain_text("Write your name")
    assert page.evaluate(PROOF)
    fill_in(page)
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("status").first).to_contain_text("It is booked.")


def test_a_browser_that_cannot_compute_shows_the_same_words(context: Browsers, service: Service) -> None:
    page = context(viewport=PHONE).new_page()
    page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    open_form(page, service)
    expect(page.locator("[data-proof-wait]")).to_be_visible()
    fill_in(page)
    check_page(page, "proof/cannot-compute")
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("alert")).to_contain_text("once more in")
    check_page(page, "proof/too-soon")
    page.wait_for_timeout(WAIT.total_seconds() * 1000)
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("status").first).to_contain_text("It is booked.")


@pytest.mark.parametrize(("language", "window"), [("en", PHONE), ("uk", PHONE), ("en", WIDE)])
def test_without_javascript_one_is_told_before_and_after_and_presses_again(
    context: Browsers, service: Service, language: str, window: ViewportSize
) -> None:
    page = context(viewport=window, java_script_enabled=False, locale=language).new_page()
    page.goto(f"/services/{service.public_id}/?zone=Europe/Berlin")
    for chosen in (page.locator("#next-month"), page.locator(".month a").last, page.locator(".times button")):
        chosen.first.click()
    expect(page).to_have_url(re.compile(r"/book/$"))
    words = {"en": "accepted 15 seconds after", "uk": "приймається через 15 секунд"}[language]
    expect(page.locator("main")).to_contain_text(words)
    page.locator("[name=name]").fill("Ivan Petrenko")
    page.locator("[name=email]").fill("ivan@example.org")
    page.locator("[name=consent]").check()
    page.get_by_role("button", name=BUTTON[language]).click()
    again = {"en": "press the button once more in", "uk": "натисніть кнопку ще раз через"}[language]
    expect(page.locator("#problems")).to_contain_text(again)
    expect(page.locator("[name=name]")).to_have_value("Ivan Petrenko")
    assert state() is State.HELD
    (SCREENSHOTS / "proof").mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"proof/plain-{language}-{window['width']}.png", full_page=True)
    page.wait_for_timeout(WAIT.total_seconds() * 1000)
    page.get_by_role("button", name=BUTTON[language]).click()
    expect(page).to_have_url(re.compile(r"/a/[0-9a-f-]+/$"))
    assert state() is State.SCHEDULED
