"""Two real browsers walk from the practice's page through a call to `completed`."""

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import Error as PlaywrightError

from tests import personas
from tests.journeys.arriving import mail
from tests.journeys.call.talk import Talk
from tests.journeys.conftest import Site
from tests.journeys.pictures import BLUE, GROWN, RED, SEEN, film
from tests.journeys.watching import SCREENSHOTS, Watch, look
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.calls.queries import call_of
from visavis.messages.models import Message
from visavis.people.links import link_token
from visavis.people.models import Specialist, User
from visavis.schedule.models import WeeklyHours

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]

TOGETHER_S = 66
SETTLE_MS = 30_000
CREDENTIAL = re.compile('"(grant|iceServers|credential|epoch)"')
"""What a page needs to connect, and has no word of before it is let in."""


@pytest.fixture
def olena(site: Site) -> Specialist:
    """A specialist with a consultation to be had within minutes, whatever the hour."""
    personas.practice(room_opens_min=30)
    personas.service(personas.specialist("Andrii Bondar"))
    row = personas.olena(hours=False)
    WeeklyHours.objects.bulk_create(
        WeeklyHours(specialist=row, weekday=day, opens_min=0, closes_min=24 * 60) for day in range(7)
    )
    personas.service(row, notice_min=0, step_min=5, buffer_after_min=0)
    return row


@pytest.fixture
def with_camera(
    launch: Callable[..., Browser], site: Site, tmp_path: Path
) -> Iterator[Callable[..., BrowserContext]]:
    """Start a browser whose camera shows a film of one colour."""
    started: list[tuple[Browser, Watch]] = []

    def start(name: str, **options: Any) -> BrowserContext:
        picture = film(tmp_path / f"{name}.y4m", RED if name == "red" else BLUE)
        browser = launch(f"--use-file-for-fake-video-capture={picture}")
        context = browser.new_context(
            base_url=site.url, locale="en-GB", timezone_id="Europe/Berlin", **options
        )
        started.append((browser, Watch(context, site.url)))
        return context

    yield start
    for browser, _watch in started:
        browser.close()
    assert [trouble for _, watch in started for trouble in watch.troubles] == []


def sign_in(context: BrowserContext, site: Site, user: User | None) -> Page:
    assert user is not None
    signed = Client()
    signed.force_login(user)
    value = signed.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site.url}
    context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict, spelled as a dict
    return context.new_page()


def book(page: Page) -> Appointment:
    """From the practice's page to the personal page, for the next time there is."""
    page.goto("/")
    page.get_by_role("link", name="Book with Olena Koval").click()
    page.get_by_role("link", name="Individual session").click()
    page.locator(".times button").first.click()
    page.get_by_label("Name", exact=True).fill("Ivan Petrenko")
    page.get_by_label(re.compile("^E-mail")).fill("ivan@example.org")
    page.get_by_role("checkbox", name=re.compile("agree", re.IGNORECASE)).check()
    page.get_by_role("button", name="Book this time").click()
    page.wait_for_url("**/a/*/")
    return Appointment.objects.get(state=State.SCHEDULED.value)


def heard_by(page: Page, wire: list[str]) -> list[str]:
    """The kinds of all events that reach a page, told or asked for, and what else it was answered.

    All that it is sent in words goes to `wire`.
    """
    kinds: list[str] = []

    def told(frame: str | bytes) -> None:
        wire.append(str(frame))
        kinds.extend(event["kind"] for event in json.loads(frame) or ())

    def answered(response: Any) -> None:
        if "/events/" in response.url and response.ok:
            kinds.extend(event["kind"] for event in response.json()["events"])
        elif re.search(r"/(join|signal)/", response.url):
            kinds.append(f"{response.status} {response.url.rsplit('/', 2)[1]}")
        if response.request.resource_type in {"document", "fetch", "xhr"} and response.status // 100 != 3:
            # A page that is left has no body to show any more.
            with contextlib.suppress(PlaywrightError):
                wire.append(response.text())

    page.on("websocket", lambda opened: opened.on("framereceived", told))
    page.on("response", answered)
    return kinds


def seen(page: Page) -> tuple[int, int, int]:
    """Wait for the other's picture and say its colour."""
    page.wait_for_function(f"() => {{ const seen = ({SEEN})(); return seen && Math.max(...seen) > 60 }}")
    red, green, blue = page.evaluate(SEEN)
    return red, green, blue


def growing(page: Page, since: dict[str, float]) -> dict[str, float]:
    """Wait until pictures and sound have come in since then; return the page's statistics."""
    handle = page.wait_for_function(GROWN, arg=since, timeout=SETTLE_MS)
    grown: dict[str, float] = handle.json_value()
    return grown


NOTHING = {"framesDecoded": 0.0, "totalAudioEnergy": 0.0}


def test_two_people_walk_from_the_practices_page_to_completed(
    with_camera: Callable[..., BrowserContext], site: Site, olena: Specialist, worker: None
) -> None:
    his, hers = with_camera("red"), with_camera("blue")
    ivan = his.new_page()
    wire: list[str] = []
    heard = heard_by(ivan, wire)
    appointment = book(ivan)
    look(ivan, "call/1-door")
    reminders = Message.objects.filter(appointment=appointment, kind="reminder", recipient="client")
    assert set(reminders.values_list("minutes_before", flat=True)) == {1440, 60, 15}
    desk = sign_in(hers, site, olena.user)
    wait_until_noticed(ivan, desk)
    # Before she lets him in his page hears of her notice, and nothing of a call.
    assert set(heard) == {"noticed"}
    assert len(wire) > 5
    assert [text for text in wire if CREDENTIAL.search(text)] == []

    desk.get_by_role("button", name="Let in").click()
    for page in (ivan, desk):
        page.wait_for_function("() => window.__visavisRoom?.phase() === 'inCall'", timeout=SETTLE_MS)
    assert "200 join" in heard
    assert any(CREDENTIAL.search(text) for text in wire), (
        "what is looked for is what is given to those let in"
    )
    since = each_sees_the_other(ivan, desk)
    another_tab_comes_and_goes(ivan)
    since = each_sees_the_other(ivan, desk)
    desk.get_by_role("textbox", name="Private note").fill("He slept better.")
    talk = Talk(ivan, desk, appointment)
    talk.say(ivan, "Can you see the form?")
    talk.reads(desk, "Can you see the form?")
    shows_her_screen(desk, ivan)
    ivan.wait_for_timeout(TOGETHER_S * 1000)
    for page, before in zip((ivan, desk), since, strict=True):
        growing(page, before)
    desk.screenshot(path=SCREENSHOTS / "call/2-call.png")
    end_for_both(ivan, desk, appointment)
    remains(ivan, desk, appointment)


def wait_until_noticed(ivan: Page, desk: Page) -> None:
    """He enters the waiting room, her desk shows him, and he is told so."""
    ivan.get_by_role("button", name="Enter the waiting room").click()
    expect(ivan.get_by_role("heading", name="You are in the right place")).to_be_visible()
    expect(ivan.get_by_text("Your camera is on.")).to_be_visible(timeout=SETTLE_MS)
    desk.goto("/desk/")
    queue = desk.locator(".alert-slot .queue")
    expect(queue).to_contain_text("Ivan Petrenko", timeout=SETTLE_MS)
    expect(queue).to_contain_text("camera and microphone work", timeout=SETTLE_MS)
    expect(ivan.get_by_text("Olena Koval sees that you are here")).to_be_visible(timeout=SETTLE_MS)


def each_sees_the_other(ivan: Page, desk: Page) -> list[dict[str, float]]:
    """Each shows the other's picture and not their own; return both pages' statistics."""
    red, _, blue = seen(desk)
    assert red > blue + 60, "she sees his red picture"
    red, _, blue = seen(ivan)
    assert blue > red + 60, "he sees her blue one"
    return [growing(page, NOTHING) for page in (ivan, desk)]


def end_for_both(ivan: Page, desk: Page, appointment: Appointment) -> None:
    """She ends it; both pages and the database say what it was."""
    desk.get_by_role("button", name="End for both").click()
    desk.get_by_role("button", name="End it now").click()
    thanks = ivan.get_by_role("heading", name="Thank you, Ivan Petrenko")
    expect(thanks).to_be_visible(timeout=SETTLE_MS)
    appointment.refresh_from_db()
    assert appointment.lifecycle is State.COMPLETED
    call = call_of(appointment)
    assert call is not None
    assert call.together.total_seconds() >= 60
    look(ivan, "call/3-after")
    expect(desk.get_by_text("It took place")).to_be_visible()


def another_tab_comes_and_goes(ivan: Page) -> None:
    """The newest tab has the call, and this one takes it back."""
    third = ivan.context.new_page()
    third.goto(ivan.url)
    third.wait_for_function("() => window.__visavisRoom?.phase() === 'inCall'", timeout=SETTLE_MS)
    expect(ivan.get_by_role("heading", name="This consultation is open in another tab")).to_be_visible()
    third.close()
    ivan.get_by_role("button", name="Use this tab").click()
    ivan.wait_for_function("() => window.__visavisRoom?.phase() === 'inCall'", timeout=SETTLE_MS)


def shows_her_screen(desk: Page, ivan: Page) -> None:
    """She shows it, he sees it beside her, and she stops."""
    desk.get_by_role("button", name="Share screen").click()
    ivan.wait_for_function("() => document.querySelector('video.screen')?.videoWidth > 0", timeout=SETTLE_MS)
    desk.locator(".troubles").get_by_role("button", name="Stop sharing").click()
    expect(ivan.locator("video.screen")).to_have_count(0)


def remains(ivan: Page, desk: Page, appointment: Appointment) -> None:
    """Her note is there, the summary reaches him, and both find the consultation in their history."""
    expect(desk.get_by_role("textbox", name="Private note")).to_have_value("He slept better.")
    desk.get_by_label("Summary for").fill("Sleep before midnight.")
    desk.get_by_role("button", name="Share the summary").click()
    expect(desk.get_by_role("status").filter(has_text="can read the summary")).to_be_visible()
    assert appointment.client is not None
    desk.goto(f"/desk/clients/{appointment.client.public_id}/")
    expect(desk.get_by_text("Individual session").first).to_be_visible()
    for words in ("He slept better.", "summary shared", "completed"):
        expect(desk.get_by_text(words, exact=True).first).to_be_visible()

    assert "midnight" not in mail(ivan, "A summary")
    ivan.goto("/history/")
    ivan.get_by_label("Your e-mail address").fill("ivan@example.org")
    ivan.get_by_role("button", name="Send me a code").click()
    code = re.search(r"\b\d{6}\b", mail(ivan.context.new_page(), "Your code"))
    assert code is not None
    ivan.get_by_label("The code from the mail").fill(code[0])
    ivan.get_by_role("button", name="Show my appointments").click()
    ivan.get_by_role("link", name=re.compile("Individual session")).click()
    expect(ivan.get_by_text("Sleep before midnight.")).to_be_visible()


def test_a_stranger_with_the_address_gets_no_seat(
    with_camera: Callable[..., BrowserContext], olena: Specialist
) -> None:
    ivan = with_camera("red").new_page()
    appointment = book(ivan)
    stranger = with_camera("blue").new_page()
    token = link_token(appointment.public_id, appointment.link_generation)
    damaged = token[:-1] + ("A" if token[-1] != "A" else "B")
    for address, refusal in ((f"/v/{damaged}", 404), (f"/a/{appointment.public_id}/", 403)):
        answer = stranger.goto(address)
        assert answer is not None
        assert answer.status == refusal
        expect(stranger.get_by_role("button", name="Enter the waiting room")).to_have_count(0)
    expect(ivan.get_by_role("button", name="Enter the waiting room")).to_be_visible()
