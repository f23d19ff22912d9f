"""Waiting: the page becomes the waiting room by itself, the desk is told, and what is said is true."""

import re
from datetime import timedelta

import pytest
from django.db.models import QuerySet
from playwright.sync_api import Page, expect

from tests import personas
from tests.journeys.conftest import Site
from tests.journeys.waiting_steps import (
    BERLIN,
    MINUTE,
    SEES,
    SETTLE_MS,
    booked,
    enter_waiting_room_by_button,
    open_link,
)
from tests.journeys.windows import Desk
from visavis.booking.models import Appointment
from visavis.lib import clock
from visavis.messages.models import Message
from visavis.people.models import Specialist
from visavis.schedule.models import Door

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture
def olena(site: Site) -> Specialist:
    personas.practice()
    return personas.olena(phone="+380671112233")


def test_by_itself_and_without_leaving_the_page_it_becomes_the_waiting_room(
    page: Page, olena: Specialist
) -> None:
    personas.practice(room_opens_min=5)
    appointment = booked(olena, 5)
    starts_at, ends_at = appointment.starts_at + timedelta(seconds=6), appointment.ends_at + MINUTE
    Appointment.objects.filter(pk=appointment.pk).update(starts_at=starts_at, ends_at=ends_at)
    open_link(page, appointment)
    page.evaluate("window.here = true")
    button = page.get_by_role("button", name="Enter the waiting room")
    expect(button).to_have_count(0)
    expect(button).to_be_visible(timeout=SETTLE_MS)
    # By keyboard alone.
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You are in the right place")).to_be_visible(timeout=SETTLE_MS)
    expect(page.get_by_text("Your camera is on.")).to_be_visible(timeout=SETTLE_MS)
    # It stays once it is said. The bars themselves beat in time with whoever looks once a second.
    expect(page.get_by_text("We hear you.")).to_be_visible(timeout=SETTLE_MS)
    assert page.evaluate("window.here"), "the page was left"
    page.get_by_role("button", name="I have to go").click()
    expect(button).to_be_visible(timeout=SETTLE_MS)


def test_the_desk_is_closed_so_she_is_written_to_and_he_reads_the_truth(
    page: Page, olena: Specialist, worker: None
) -> None:
    appointment = booked(olena, 2)
    open_link(page, appointment)
    enter_waiting_room_by_button(page)
    expect(page.get_by_text("If nobody answers, we alert Olena Koval at")).to_be_visible(timeout=SETTLE_MS)
    alerts = Message.objects.filter(appointment=appointment, kind="client_waiting")
    assert list(alerts.order_by("due_at").values_list("channel", flat=True))[:2] in (
        ["sms", "sms"], ["sms", "email"],
    )  # fmt: skip
    for sequence, channels in ((0, {"sms"}), (1, {"sms", "email"})):
        # As if the minutes had gone by.
        alerts.filter(sequence=sequence).update(due_at=clock.now(), next_attempt_at=clock.now())
        sent = alerts.filter(sequence=sequence, sent_at__isnull=False)
        wait_for(page, sent, len(channels))
        assert set(sent.values_list("channel", flat=True)) == channels
        latest = sent.order_by("sent_at").last()
        assert latest is not None
        assert latest.sent_at is not None
        words = re.compile(rf"We alerted Olena Koval by .* at {latest.sent_at.astimezone(BERLIN):%H:%M}")
        expect(page.get_by_text(words)).to_be_visible(timeout=SETTLE_MS)
    expect(page.get_by_text(SEES)).to_have_count(0)


def test_she_sees_him_is_said_while_her_page_is_open_and_not_when_it_is_closed(
    page: Page, desk_page: Desk, olena: Specialist
) -> None:
    assert olena.user is not None
    open_link(page, booked(olena, 5))
    enter_waiting_room_by_button(page)
    page.wait_for_timeout(2_000)
    expect(page.get_by_text(SEES)).to_have_count(0)
    desk = desk_page(olena.user)
    desk.goto("/desk/hours/")
    expect(page.get_by_text(SEES)).to_be_visible(timeout=SETTLE_MS)
    desk.close()
    expect(page.get_by_text(SEES)).to_have_count(0, timeout=40_000)
    expect(page.get_by_text(re.compile(r"Olena Koval saw at \d\d:\d\d that you are here"))).to_be_visible()


def test_she_answers_with_one_press_and_he_reads_it(page: Page, desk_page: Desk, olena: Specialist) -> None:
    assert olena.user is not None
    open_link(page, booked(olena, 5))
    enter_waiting_room_by_button(page)
    desk = desk_page(olena.user)
    desk.goto("/desk/hours/")
    desk.get_by_role("button", name="In 5 minutes").click()
    expect(desk).to_have_url(re.compile("/desk/hours/"))
    expect(page.get_by_text("Olena Koval asks for a little patience")).to_be_visible(timeout=SETTLE_MS)
    expect(desk.locator(".alert-slot")).to_contain_text("asked for patience until", timeout=SETTLE_MS)
    desk.get_by_role("link", name="To the room").click()
    desk.get_by_label("In your own words").fill("Nearly done")
    desk.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Nearly done")).to_be_visible(timeout=SETTLE_MS)
    page.reload()
    expect(page.get_by_text("Nearly done")).to_be_visible(timeout=SETTLE_MS)


def test_he_is_late_and_her_desk_says_so(page: Page, desk_page: Desk, olena: Specialist) -> None:
    assert olena.user is not None
    open_link(page, booked(olena, 30))
    page.get_by_role("button", name="5 minutes", exact=True).click()
    desk = desk_page(olena.user)
    desk.goto("/desk/calendar/")
    expect(desk.locator(".alert-slot")).to_contain_text("will be 5 minutes late", timeout=SETTLE_MS)
    assert not desk.title().startswith("(")


@pytest.mark.media
def test_by_an_open_door_he_comes_in_alone_is_told_of_and_she_joins_him(
    page: Page, desk_page: Desk, olena: Specialist
) -> None:
    assert olena.user is not None
    open_link(page, booked(olena, 4, door=Door.OPEN.value))
    page.get_by_role("button", name="Join the call").click()
    page.wait_for_function("() => window.__visavisRoom?.phase() === 'inCall'", timeout=SETTLE_MS)
    expect(page.get_by_text("Olena Koval is not in the call at the moment.")).to_be_visible()
    desk = desk_page(olena.user)
    desk.goto("/desk/hours/")
    queue = desk.locator(".alert-slot .queue")
    expect(queue).to_contain_text("is alone in the call", timeout=SETTLE_MS)
    expect(desk).to_have_title(re.compile(r"^\(1\) "))
    expect(desk.get_by_role("button", name="Let in")).to_have_count(0)
    queue.get_by_role("link", name="To the room").click()
    for one in (page, desk):
        one.wait_for_function(
            "async () => (await window.__visavisRoom.stats()).framesDecoded > 5", timeout=SETTLE_MS
        )
    elsewhere = desk.context.new_page()
    elsewhere.goto("/desk/")
    elsewhere.wait_for_timeout(4_000)
    expect(elsewhere.locator(".alert-slot .queue:not(.running)")).to_have_count(0)


def wait_for(page: Page, rows: QuerySet[Message], number: int) -> None:
    """Wait until so many rows are there."""
    for _ in range(200):
        if rows.count() == number:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{rows.count()} instead of {number} within 20 seconds")
