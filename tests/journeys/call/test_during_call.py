"""Events during a call: another client waits, a note is saved, somebody leaves and comes back."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests import personas
from tests.journeys.call.call_pages import CallPages, client_page, wait_for_call
from tests.journeys.call.programs import Programs
from tests.journeys.page_checks import SCREENSHOTS
from visavis.lib import clock
from visavis.waiting.services import open_waiting_room

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]

SETTLE_MS = 30_000


def test_who_waits_meanwhile_is_seen_and_answered_without_leaving_the_call(
    call: CallPages, programs: Programs, chromium: Browser
) -> None:
    now, service = clock.now(), call.appointment.service
    following = personas.booked_by_staff(
        service, call.appointment.ends_at + timedelta(minutes=10), details=personas.MARIA, now=now
    )
    # Long before her time; the room opens when its specialist looks in.
    open_waiting_room(appointment_id=following.pk, now=now)
    maria = client_page(chromium.new_context(locale="en-GB"), following, programs.url)
    bar = call.olena.locator("[data-over-call]")
    expect(bar).to_contain_text("Maria Sydorenko", timeout=SETTLE_MS)
    expect(bar.get_by_role("button", name="Let in")).to_be_hidden()
    call.olena.screenshot(path=SCREENSHOTS / "call/somebody-waits.png")
    bar.get_by_role("button", name="In 5 minutes").click()
    expect(maria.get_by_text("asks for a little patience")).to_be_visible(timeout=SETTLE_MS)
    expect(bar.locator(".queue.calm")).to_have_count(1, timeout=SETTLE_MS)
    assert bar.locator(".queue:visible").count() == 0, "who was answered covers nothing any more"
    wait_for_call(*call.both)
    call.media_flows_after("somebody else was answered", within=3)
    maria.context.close()


def test_a_note_is_saved_beside_the_call(call: CallPages) -> None:
    note = call.olena.get_by_role("textbox", name="Private note")
    note.fill("Sleeps better.")
    call.olena.get_by_role("button", name="Save the note").click()
    expect(call.olena.get_by_text("Saved at")).to_be_visible()
    wait_for_call(*call.both)
    call.media_flows_after("the note was saved", within=3)


def test_who_left_is_asked_before_they_are_on_air_again(call: CallPages) -> None:
    call.ivan.get_by_role("button", name="Leave").click()
    call.ivan.get_by_role("link", name="See the appointment").click()
    expect(call.ivan.get_by_role("heading", name="Your consultation is going on")).to_be_visible()
    call.olena.goto(call.olena.url.split("/desk/")[0] + "/desk/")
    # She left it, too; her desk leads back as soon as he is in it again.
    call.ivan.get_by_role("button", name="Join the call").click()
    wait_for_call(call.ivan)
    call.olena.get_by_role("link", name="Back to the call").click(timeout=SETTLE_MS)
    wait_for_call(call.olena)
    call.media_flows_after("both came back")
