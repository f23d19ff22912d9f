"""Two hosts: a cable pulled out for ten seconds, and an address that changes during a call."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.call.call_pages import CallPages, seconds, start_call, stats
from tests.journeys.call.programs import Programs
from tests.journeys.call.second_host import OURS, SecondHost
from tests.journeys.conftest import Site

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]


@pytest.fixture
def host() -> Iterator[SecondHost]:
    with SecondHost() as other:
        yield other


@pytest.fixture
def call_across_hosts(
    host: SecondHost,
    served: Site,
    launch: Callable[..., Browser],
    chromium: Browser,
    camera: str,
    folder: Path,
    emptied: None,
) -> Iterator[CallPages]:
    """The client on a host of their own, the specialist on ours."""
    program = shutil.which("chromium")
    assert program is not None
    everywhere = {"VISAVIS_HOST": "0.0.0.0", "VISAVIS_ALLOWED_HOSTS": f"127.0.0.1,{OURS}"}  # noqa: S104  # ours
    with Programs(served.environ, **everywhere, live_host=OURS) as programs:
        his_url = f"http://{OURS}:{programs.port}"
        # A camera is given to pages of one's own machine without https, and to those named here.
        trust = f"--unsafely-treat-insecure-origin-as-secure={his_url}"
        his = launch(camera, trust, by=host.program(folder, program))
        call = start_call(f"http://127.0.0.1:{programs.port}", his, chromium, his_url=his_url)
        yield call
        call.olena.context.close()
        his.close()


def test_a_cable_pulled_out_for_ten_seconds(call_across_hosts: CallPages, host: SecondHost) -> None:
    host.pull()
    time.sleep(seconds(10, least=10))
    host.plug()
    call_across_hosts.media_flows_after("the cable was put back")
    call_across_hosts.send_chat(call_across_hosts.ivan, "Here again")
    call_across_hosts.wait_for_chat(call_across_hosts.olena, "Here again")


def test_an_address_that_changes(call_across_hosts: CallPages, host: SecondHost) -> None:
    for last in (3, 4):
        host.move(last)
        call_across_hosts.media_flows_after("the address changed")
    print(f"  searches for a path: {[stats(page)['restarts'] for page in call_across_hosts.both]}")
    call_across_hosts.send_chat(call_across_hosts.ivan, "From another network")
    call_across_hosts.wait_for_chat(call_across_hosts.olena, "From another network")
