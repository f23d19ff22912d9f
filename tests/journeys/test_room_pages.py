"""The personal page in each of its faces and the room at the desk, as people see them."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests import personas
from tests.journeys.conftest import Site
from tests.journeys.page_checks import check_page
from tests.journeys.windows import STYLES, Browsers, Desk
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.services import cancel
from visavis.calls.services import close_due, correct_outcome, end_for_both
from visavis.lib import clock
from visavis.people.actors import THE_CLIENT, Actor
from visavis.people.links import link_token
from visavis.people.models import Specialist
from visavis.waiting.services import admit, enter_waiting_room

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

MINUTE = timedelta(minutes=1)


@pytest.fixture
def olena(site: Site) -> Specialist:
    personas.practice()
    return personas.olena()


def booked(olena: Specialist, minutes: int) -> Appointment:
    """An appointment that starts in so many minutes."""
    service = personas.service(olena, notice_min=0)
    now = clock.now()
    start = now.replace(microsecond=0) + minutes * MINUTE
    return personas.booked_by_staff(service, start, now=min(now, start - MINUTE))


def ended(olena: Specialist, minutes: int, outcome: State) -> Appointment:
    appointment = booked(olena, minutes)
    close_due(now=appointment.ends_at)
    if outcome is not State.NO_SHOW:
        correct_outcome(
            appointment_id=appointment.pk,
            to=outcome,
            absent=None,
            reason="seen",
            by=personas.by(olena.user),
            now=clock.now(),
        )
    return appointment


def open_link(page: Page, appointment: Appointment) -> None:
    page.goto(f"/v/{link_token(appointment.public_id, appointment.link_generation)}")
    expect(page).to_have_url(re.compile(r"/a/[0-9a-f-]+/$"))


@pytest.mark.parametrize(("options", "name"), STYLES)
def test_every_face_of_the_personal_page_holds(
    context: Browsers, olena: Specialist, options: dict[str, object], name: str
) -> None:
    page = context(**options).new_page()
    ahead, gone = booked(olena, 26 * 60), booked(olena, 30 * 60)
    cancel(appointment_id=gone.pk, by=THE_CLIENT, now=clock.now())
    page_states = {
        "ahead": ahead,
        "cancelled": gone,
        "completed": ended(olena, -300, State.COMPLETED),
        "missed": ended(olena, -400, State.NO_SHOW),
        "failed": ended(olena, -500, State.TECHNICAL_FAILURE),
        "door": booked(olena, 5),
    }
    for state, appointment in page_states.items():
        open_link(page, appointment)
        check_page(page, f"room/{name}-{state}")
    page.locator("form[action$='/enter/'] button").click()
    expect(page.locator(".self video")).to_be_visible(timeout=15_000)
    check_page(page, f"room/{name}-inside")


@pytest.mark.parametrize(("options", "name"), STYLES)
def test_the_room_at_the_desk_holds(
    desk_page: Desk, olena: Specialist, options: dict[str, object], name: str
) -> None:
    assert olena.user is not None
    by, now = Actor.staff(olena.user), clock.now()
    page = desk_page(olena.user, **options)
    ahead, waits = booked(olena, 26 * 60), booked(olena, 5)
    over = booked(olena, -70)
    enter_waiting_room(appointment_id=over.pk, now=over.starts_at)
    admit(appointment_id=over.pk, by=by, now=over.starts_at)
    end_for_both(appointment_id=over.pk, by=by, now=over.starts_at)
    enter_waiting_room(appointment_id=waits.pk, now=now)
    for what, appointment in {"not-yet": ahead, "over": over, "waits": waits}.items():
        page.goto(f"/desk/appointments/{appointment.public_id}/room/")
        expect(page.locator(".alert-slot .queue")).to_be_visible(timeout=15_000)
        if what == "waits":
            expect(page.locator(".self video")).to_be_visible(timeout=15_000)
        for more in page.locator("details.more").all():
            more.locator("summary").click()
        check_page(page, f"room/desk-{name}-{what}")
    page.locator("form[action$='/decline/'] button").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    check_page(page, f"room/desk-{name}-mistake")


def test_the_page_becomes_the_waiting_room_by_itself(page: Page, olena: Specialist) -> None:
    personas.practice(room_opens_min=5)
    appointment = booked(olena, 5)
    Appointment.objects.filter(pk=appointment.pk).update(
        starts_at=appointment.starts_at + timedelta(seconds=6), ends_at=appointment.ends_at + 6 * MINUTE
    )
    open_link(page, appointment)
    expect(page.get_by_role("button", name="Enter the waiting room")).to_have_count(0)
    expect(page.get_by_role("button", name="Enter the waiting room")).to_be_visible(timeout=15_000)


def test_up_to_the_waiting_room_everything_works_without_a_script(
    context: Browsers, olena: Specialist
) -> None:
    page = context(java_script_enabled=False).new_page()
    appointment = booked(olena, 5)
    open_link(page, appointment)
    page.get_by_role("button", name="Enter the waiting room").click()
    expect(page.locator("#room")).to_be_visible()
    # Chromium draws no `noscript` when a debugger, and not the reader, turned scripts off.
    assert "Camera and microphone need JavaScript." in page.content()
