"""Steps of the whole path, from the practice's page to both histories, in any two browsers."""

import re
import time

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from tests import personas
from tests.journeys.fake_camera import MEDIA_GREW, REMOTE_COLOUR
from tests.journeys.waiting_steps import read_mail
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.calls.outcome import MIN_TIME_TOGETHER
from visavis.calls.queries import outcome_facts, summarize_call
from visavis.lib import clock
from visavis.messages.models import Message
from visavis.people.models import Specialist
from visavis.schedule.models import WeeklyHours

SETTLE_MS = 30_000
NOTHING = {"framesDecoded": 0.0, "totalAudioEnergy": 0.0}


def olena_with_free_times() -> Specialist:
    """Olena, who has free times within minutes at any hour."""
    personas.practice(room_opens_min=30)
    personas.service(personas.specialist("Andrii Bondar"))
    row = personas.olena(hours=False)
    WeeklyHours.objects.bulk_create(
        WeeklyHours(specialist=row, weekday=day, opens_min=0, closes_min=24 * 60) for day in range(7)
    )
    personas.service(row, notice_min=0, step_min=5, buffer_after_min=0)
    return row


def sign_in(context: BrowserContext, url: str, specialist: Specialist) -> Page:
    """A page in which the specialist is signed in."""
    assert specialist.user is not None
    signed = Client()
    signed.force_login(specialist.user)
    value = signed.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}
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


def check_reminders(appointment: Appointment) -> None:
    """The ledger holds all reminders to the client."""
    reminders = Message.objects.filter(appointment=appointment, kind="reminder", recipient="client")
    assert set(reminders.values_list("minutes_before", flat=True)) == {1440, 60, 15}


def open_mailed_link(page: Page) -> None:
    """The client opens the link in the mail about the booking."""
    link = re.search(r"https?://\S+/v/[\w-]+", read_mail(page, "Booked"))
    assert link is not None
    page.goto(link[0])
    page.wait_for_url("**/a/*/")


def enter_waiting_room(ivan: Page, desk: Page) -> None:
    """The client enters the waiting room, the desk shows them, and they are told so."""
    ivan.get_by_role("button", name="Enter the waiting room").click()
    ivan.get_by_role("heading", name="You are in the right place").wait_for()
    ivan.get_by_text("Your camera is on.").wait_for()
    desk.goto("/desk/")
    queue = desk.locator(".alert-slot .queue")
    queue.filter(has_text="Ivan Petrenko").filter(has_text="camera and microphone work").wait_for()
    ivan.get_by_text("Olena Koval sees that you are here").wait_for()


def remote_colour(page: Page) -> tuple[int, int, int]:
    """Wait for the other's picture; return its mean colour."""
    page.wait_for_function(
        f"() => {{ const seen = ({REMOTE_COLOUR})(); return seen && Math.max(...seen) > 60 }}"
    )
    red, green, blue = page.evaluate(REMOTE_COLOUR)
    return red, green, blue


def wait_for_media(page: Page, since: dict[str, float]) -> dict[str, float]:
    """Wait until pictures and sound have come in since then; return the page's statistics."""
    handle = page.wait_for_function(MEDIA_GREW, arg=since, timeout=SETTLE_MS)
    grown: dict[str, float] = handle.json_value()
    return grown


def share_screen(presenter: Page, viewer: Page) -> None:
    """One shares a screen, the other sees it beside the person, and the first stops."""
    presenter.get_by_role("button", name="Share screen").click()
    viewer.wait_for_function(
        "() => document.querySelector('video.screen')?.videoWidth > 0", timeout=SETTLE_MS
    )
    presenter.locator(".troubles").get_by_role("button", name="Stop sharing").click()
    viewer.locator("video.screen").wait_for(state="detached")


def stay_for_a_minute(page: Page, appointment: Appointment) -> None:
    """Wait until the practice counts the two as connected for long enough to complete."""
    deadline = time.monotonic() + 120
    while outcome_facts(appointment, now=clock.now()).time_together < MIN_TIME_TOGETHER:
        assert time.monotonic() < deadline, outcome_facts(appointment, now=clock.now())
        page.wait_for_timeout(500)


def end_for_both(ivan: Page, desk: Page, appointment: Appointment) -> None:
    """The specialist ends the call; both pages and the database say that it took place."""
    desk.get_by_role("button", name="End for both").click()
    desk.get_by_role("button", name="End it now").click()
    ivan.get_by_role("heading", name="Thank you, Ivan Petrenko").wait_for()
    desk.get_by_text("It took place").wait_for()
    for page in (ivan, desk):
        page.wait_for_load_state()
    appointment.refresh_from_db()
    assert appointment.lifecycle is State.COMPLETED
    call = summarize_call(appointment)
    assert call is not None
    assert call.time_together >= MIN_TIME_TOGETHER


def wait_for_next_page(page: Page) -> None:
    """Wait for the page that follows a call: a context that is closed on the way there may hang."""
    page.get_by_role("heading", name="What comes next").wait_for()
    page.wait_for_load_state()


def check_notes_and_history(ivan: Page, desk: Page, appointment: Appointment) -> None:
    """The note is kept, the summary reaches the client, and both find the consultation in their history."""
    assert desk.get_by_role("textbox", name="Private note").input_value() == "He slept better."
    desk.get_by_label("Summary for").fill("Sleep before midnight.")
    desk.get_by_role("button", name="Share the summary").click()
    desk.get_by_role("status").filter(has_text="can read the summary").wait_for()
    assert appointment.client is not None
    desk.goto(f"/desk/clients/{appointment.client.public_id}/")
    desk.get_by_text("Individual session").first.wait_for()
    for words in ("He slept better.", "summary shared", "completed"):
        desk.get_by_text(words, exact=True).first.wait_for()

    assert "midnight" not in read_mail(ivan, "A summary")
    ivan.goto("/history/")
    ivan.get_by_label("Your e-mail address").fill("ivan@example.org")
    ivan.get_by_role("button", name="Send me a code").click()
    ivan.get_by_label("The code from the mail").wait_for()
    code = re.search(r"\b\d{6}\b", read_mail(ivan.context.new_page(), "Your code"))
    assert code is not None
    ivan.get_by_label("The code from the mail").fill(code[0])
    ivan.get_by_role("button", name="Show my appointments").click()
    ivan.get_by_role("link", name=re.compile("Individual session")).click()
    ivan.get_by_text("Sleep before midnight.").wait_for()
