"""Two hosts on a cable: pulled out for ten seconds, and an address that changes in the middle of a call."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.call.fleet import Fleet
from tests.journeys.call.hosts import OURS, Host
from tests.journeys.call.talk import Talk, begin, seconds, stats
from tests.journeys.conftest import Site

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]


@pytest.fixture
def host() -> Iterator[Host]:
    with Host() as other:
        yield other


@pytest.fixture
def apart(
    host: Host,
    served: Site,
    launch: Callable[..., Browser],
    chromium: Browser,
    camera: str,
    folder: Path,
    emptied: None,
) -> Iterator[Talk]:
    """The client on a host of their own, the specialist on ours."""
    program = shutil.which("chromium")
    assert program is not None
    everywhere = {"VISAVIS_HOST": "0.0.0.0", "VISAVIS_ALLOWED_HOSTS": f"127.0.0.1,{OURS}"}  # noqa: S104  # ours
    with Fleet(served.environ, **everywhere, live_host=OURS) as fleet:
        his_url = f"http://{OURS}:{fleet.port}"
        # A camera is given to pages of one's own machine without https, and to those named here.
        trust = f"--unsafely-treat-insecure-origin-as-secure={his_url}"
        his = launch(camera, trust, by=host.program(folder, program))
        talk = begin(f"http://127.0.0.1:{fleet.port}", his, chromium, his_url=his_url)
        yield talk
        talk.olena.context.close()
        his.close()


def test_a_cable_pulled_out_for_ten_seconds(apart: Talk, host: Host) -> None:
    host.pull()
    time.sleep(seconds(10, least=10))
    host.plug()
    apart.flows_after("the cable was put back")
    apart.say(apart.ivan, "Here again")
    apart.reads(apart.olena, "Here again")


def test_an_address_that_changes(apart: Talk, host: Host) -> None:
    for last in (3, 4):
        host.move(last)
        apart.flows_after("the address changed")
    print(f"  searches for a path: {[stats(page)['restarts'] for page in apart.both]}")
    apart.say(apart.ivan, "From another network")
    apart.reads(apart.olena, "From another network")
