"""What remains of a consultation: a note that is never lost, a summary, and the way back to both."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests import personas
from tests.journeys.conftest import Site
from tests.journeys.page_checks import check_page
from tests.journeys.waiting_steps import read_mail
from tests.journeys.windows import PHONE, STYLES, Browsers, Desk
from visavis.booking.models import Appointment
from visavis.lib import clock
from visavis.notes.models import Draft
from visavis.people.links import link_token

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture
def appointment(site: Site) -> Appointment:
    personas.practice()
    service = personas.service(personas.olena(), notice_min=0)
    start = clock.now().replace(microsecond=0) - timedelta(hours=2)
    return personas.completed(personas.booked_by_staff(service, start, now=start - timedelta(days=1)))


def room(appointment: Appointment) -> str:
    return f"/desk/appointments/{appointment.public_id}/room/"


def note(page: Page) -> str:
    row = Draft.objects.filter(kind="note").first()
    return row.text if row else ""


def test_a_note_survives_a_lost_network_a_reload_and_a_second_tab(
    appointment: Appointment, desk_page: Desk
) -> None:
    assert appointment.specialist.user is not None
    page = desk_page(appointment.specialist.user)
    page.goto(room(appointment))
    area = page.get_by_label("Private note")
    area.fill("She slept better.")
    state = page.locator("form[data-notes$='note/'] [data-notes-state]")
    expect(state).to_contain_text("Saved at", timeout=10_000)
    assert note(page) == "She slept better."

    second = page.context.new_page()
    second.goto(room(appointment))
    page.context.set_offline(True)
    area.fill("She slept better. Ask about the walk.")
    expect(state).to_contain_text("trying again", timeout=10_000)
    page.context.set_offline(False)
    expect(state).to_contain_text("Saved at", timeout=30_000)

    second.get_by_label("Private note").fill("From the other tab.")
    shown = second.get_by_text("In the other tab stands:").first
    expect(shown).to_be_visible(timeout=10_000)
    second.reload()
    expect(second.get_by_label("Private note")).to_have_value("From the other tab.")
    second.get_by_role("button", name="Put both texts here").first.click()
    expect(second.locator("form[data-notes$='note/'] [data-notes-state]")).to_contain_text(
        "Saved at", timeout=10_000
    )
    assert note(page) == "She slept better. Ask about the walk.\n\nFrom the other tab."


def test_a_summary_is_shared_mailed_and_read_and_found_again_by_a_code(
    appointment: Appointment, desk_page: Desk, page: Page, worker: None
) -> None:
    assert appointment.specialist.user is not None
    hers = desk_page(appointment.specialist.user)
    hers.goto(room(appointment))
    hers.get_by_label("Summary for").fill("Sleep before midnight.")
    hers.get_by_role("button", name="Share the summary").click()
    expect(hers.get_by_role("status").filter(has_text="can read the summary")).to_be_visible()

    assert "midnight" not in read_mail(page, "Підсумок для вас")
    page.goto(f"/v/{link_token(appointment.public_id, appointment.link_generation)}")
    expect(page.get_by_text("Sleep before midnight.")).to_be_visible()
    page.get_by_role("button", name="Good").click()
    expect(page.get_by_text("we have your answer")).to_be_visible()

    page.get_by_role("link", name="See all my appointments").click()
    page.get_by_label("Your e-mail address").fill(personas.IVAN.email)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()
    reader = page.context.new_page()
    code = re.search(r"\b\d{6}\b", read_mail(reader, "Your code"))
    assert code is not None
    page.get_by_label("The code from the mail").fill(code[0])
    page.get_by_role("button", name="Show my appointments").click()
    page.set_viewport_size(PHONE)
    check_page(page, "remains-mine")
    page.get_by_role("link", name=re.compile("Individual session")).click()
    expect(page.get_by_text("Sleep before midnight.")).to_be_visible()


def test_without_javascript_a_summary_is_written_shared_and_read(
    appointment: Appointment, desk_page: Desk, context: Browsers
) -> None:
    assert appointment.specialist.user is not None
    hers = desk_page(appointment.specialist.user, java_script_enabled=False, viewport=PHONE)
    hers.goto(room(appointment))
    hers.get_by_label("Private note").fill("She slept better.")
    hers.get_by_role("button", name="Save the note").click()
    expect(hers.get_by_label("Private note")).to_have_value("She slept better.")
    hers.get_by_label("Summary for").fill("Sleep before midnight.")
    hers.get_by_role("button", name="Share the summary").click()
    page = context(java_script_enabled=False).new_page()
    page.goto(f"/v/{link_token(appointment.public_id, appointment.link_generation)}")
    expect(page.get_by_text("Sleep before midnight.")).to_be_visible()


@pytest.mark.parametrize(("options", "name"), STYLES)
def test_the_pages_are_for_everybody(
    appointment: Appointment, desk_page: Desk, context: Browsers, options: dict[str, object], name: str
) -> None:
    assert appointment.specialist.user is not None
    assert appointment.client is not None
    hers = desk_page(appointment.specialist.user, **options)
    base = f"/desk/appointments/{appointment.public_id}"
    places = [f"{base}/room/", f"{base}/notes/", f"{base}/notes/revisions/", "/desk/clients/"]
    for place in [*places, f"/desk/clients/{appointment.client.public_id}/"]:
        hers.goto(place)
        check_page(hers, f"remains{place.replace('/', '-')}{name}")
    page = context(**options).new_page()
    page.goto(f"/v/{link_token(appointment.public_id, appointment.link_generation)}")
    check_page(page, f"remains-after-{name}")
    page.goto("/history/")
    check_page(page, f"remains-history-{name}")
