"""A client comes back long after the planned end and is turned away: the specialist ends what is left."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.call.call_pages import SETTLE_MS, CallPages
from tests.journeys.page_checks import check_page
from visavis.booking.lifecycle import OVER
from visavis.booking.models import Appointment
from visavis.lib import clock
from visavis.people.parties import Party
from visavis.waiting.models import Visit

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]

LONG_AGO = timedelta(minutes=12)
"""More than the ten minutes after the planned end within which a client comes back unasked."""


def test_who_comes_back_late_is_turned_away_and_the_specialist_ends_it(call: CallPages) -> None:
    ivan, olena = call.ivan, call.olena
    ivan.get_by_role("button", name="Leave").click()
    expect(ivan.get_by_role("heading", name="You have left")).to_be_visible(timeout=SETTLE_MS)
    his_page = ivan.url
    expect(olena.get_by_text("is not in the call at the moment")).to_be_visible(timeout=SETTLE_MS)
    ivan.goto("about:blank")
    long_ago(call.appointment)
    ivan.goto(his_page)
    ivan.get_by_role("button", name="Enter the waiting room").click()
    expect(ivan.get_by_role("heading", name="You are in the right place")).to_be_visible(timeout=SETTLE_MS)
    expect(olena.get_by_role("heading", name="is waiting for you")).to_be_visible(timeout=SETTLE_MS)
    olena.get_by_text("I cannot see this client now").click()
    olena.get_by_label("Why, in a few words").fill("The next client is here")
    olena.get_by_role("button", name="Do not let them in").click()
    expect(ivan.get_by_text("The next client is here")).to_be_visible(timeout=SETTLE_MS)
    end = olena.get_by_role("button", name="End the consultation")
    expect(end).to_be_visible(timeout=SETTLE_MS)
    expect(olena.get_by_role("heading", name="is waiting for you")).to_have_count(0)
    check_page(olena, "call/turned-away-late-desk")
    end.click()
    olena.get_by_role("heading", name="What comes next").wait_for(timeout=SETTLE_MS)
    call.appointment.refresh_from_db()
    assert call.appointment.lifecycle in OVER
    ivan.reload()
    expect(ivan.get_by_text("The next client is here")).to_have_count(0)


def long_ago(appointment: Appointment) -> None:
    """As if the planned end had gone by, and the client had been away since."""
    now = clock.now()
    length = appointment.ends_at - appointment.starts_at
    then = now - LONG_AGO
    busy = (then - length, then)
    Appointment.objects.filter(pk=appointment.pk).update(starts_at=busy[0], ends_at=then, busy=busy)
    client = Visit.objects.filter(appointment=appointment, party=Party.CLIENT.value)
    client.update(last_seen_at=then, left_at=then)
