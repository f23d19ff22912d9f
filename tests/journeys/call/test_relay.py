"""Calls through a real coturn, and nothing but coturn."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.call.call_pages import CallPages, seconds, start_call, stats
from tests.journeys.call.coturn import SECRET, Coturn
from tests.journeys.call.programs import Programs
from tests.journeys.conftest import Site

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def coturn(folder: Path) -> Iterator[Coturn]:
    with Coturn(folder) as running:
        yield running


@pytest.fixture(params=["udp", "tcp"])
def relayed(
    request: pytest.FixtureRequest, served: Site, coturn: Coturn, chromium: Browser, emptied: None
) -> Iterator[CallPages]:
    """A call that may run through the relay only, which is reached by udp or by tcp."""
    further = {
        "VISAVIS_TURN_URLS": coturn.urls(request.param),
        "VISAVIS_TURN_SECRET": SECRET,
        "VISAVIS_RELAY_ONLY": "1",
    }
    with Programs(served.environ, **further) as programs:
        call = start_call(programs.url, chromium)
        for page in call.both:
            assert stats(page)["path"] == {"local": "relay", "remote": "relay", "protocol": request.param}
        yield call
        for page in call.both:
            page.context.close()


def test_a_restarted_relay_is_used_again(relayed: CallPages, coturn: Coturn) -> None:
    coturn.stop()
    time.sleep(seconds(20, least=3))
    coturn.start()
    relayed.media_flows_after("the relay was restarted")
    assert all(stats(page)["path"]["local"] == "relay" for page in relayed.both)
