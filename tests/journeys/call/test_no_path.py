"""No path for media between the two: both read the truth within twenty seconds, and one press ends it."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.call.call_pages import (
    admit_client,
    client_page,
    desk_page,
    started_appointment,
    wait_for_call,
)
from tests.journeys.conftest import Site
from tests.journeys.page_checks import check_page
from visavis.booking.lifecycle import State

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]

TOLD_WITHIN_S = 20
# As between networks that let nothing but the web through: no address of the other is ever tried.
NO_PATH = """
  const described = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function (description) {
    const sdp = description.sdp.replace(/^a=candidate.*\\r\\n/gm, "");
    return described.call(this, { ...description, sdp });
  };
  RTCPeerConnection.prototype.addIceCandidate = () => Promise.resolve();
"""


def test_without_a_path_both_read_why_and_the_specialist_ends_it(
    context: Callable[..., BrowserContext], site: Site
) -> None:
    appointment = started_appointment()
    his, hers = context(), context()
    for one in (his, hers):
        one.add_init_script(NO_PATH)
    ivan = client_page(his, appointment, site.url)
    admit_client(appointment)
    olena = desk_page(hers, appointment, site.url)
    wait_for_call(ivan, olena)
    began = time.monotonic()
    for page in (ivan, olena):
        told = page.locator(".no-path")
        expect(told).to_contain_text("No way for sound and picture", timeout=TOLD_WITHIN_S * 1000)
        expect(told).to_contain_text("Try another network")
    told_after = time.monotonic() - began
    print(f"  both read it after {told_after:.1f} s")
    assert told_after < TOLD_WITHIN_S
    expect(olena.locator(".no-path")).to_contain_text("No TURN is set up")
    expect(ivan.locator(".no-path")).not_to_contain_text("TURN")
    check_page(olena, "call/no-path-desk")
    ivan.set_viewport_size({"width": 360, "height": 740})
    check_page(ivan, "call/no-path-phone")
    olena.get_by_role("button", name="End: we could not connect").click()
    olena.get_by_role("heading", name="What comes next").wait_for()
    appointment.refresh_from_db()
    assert appointment.lifecycle is State.TECHNICAL_FAILURE
