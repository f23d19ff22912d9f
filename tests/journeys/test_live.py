"""Live events as people meet them: the desk knows at once, clients hear the truth, outages pass."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from tests import personas
from tests.journeys.conftest import Site
from tests.journeys.reverse_proxy import Proxy, proxy
from visavis.booking.models import Appointment
from visavis.config.env import Env
from visavis.config.programs import answers_http, live, web_command
from visavis.lib import clock
from visavis.people.links import link_token
from visavis.people.models import Specialist
from visavis.people.parties import Party
from visavis.waiting.models import Visit
from visavis.waiting.services import decline, enter_waiting_room

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

AWAY_S = 30.0
BACK_WITHIN_S = 8.0
TABS = 10
ENTRIES = 5
Browsers = Callable[..., BrowserContext]
Desk = Callable[..., Page]


@pytest.fixture
def olena(site: Site) -> Specialist:
    personas.practice()
    return personas.olena()


def soon(olena: Specialist) -> Appointment:
    service = personas.service(olena, notice_min=0)
    now = clock.now()
    return personas.booked_by_staff(service, now.replace(second=0, microsecond=0), now=now)


def knows(page: Page) -> None:
    """Wait until the desk's page is connected: it then asks at once, and says that nobody waits."""
    expect(page.locator("[data-queue-told=yes]")).to_have_count(1, timeout=20_000)


def test_who_enters_is_seen_within_a_third_of_a_second_while_a_desk_page_is_open(
    desk_page: Desk, page: Page, olena: Specialist
) -> None:
    assert olena.user is not None
    desk = desk_page(olena.user)
    desk.goto("/desk/")
    knows(desk)
    seconds = []
    for _ in range(ENTRIES):
        appointment = soon(olena)
        enter_waiting_room(appointment_id=appointment.pk, now=clock.now())
        expect(desk.locator(".queue")).to_be_visible()
        visit = Visit.objects.get(appointment=appointment, party=Party.CLIENT.value)
        assert visit.acknowledged_at is not None
        assert visit.entered_at is not None
        seconds.append((visit.acknowledged_at - visit.entered_at).total_seconds())
        by = personas.by(olena.user)
        decline(appointment_id=appointment.pk, by=by, reason="later", now=clock.now())
        expect(desk.locator(".queue")).to_have_count(0)
    print(f"noticed after {[round(1000 * one) for one in seconds]} ms")
    assert median(seconds) < 0.3
    appointment = soon(olena)
    open_and_enter(page, appointment)
    expect(page.get_by_text("Olena Koval sees that you are here")).to_be_visible()


def test_nobody_is_said_to_see_a_client_while_no_desk_page_is_open(page: Page, olena: Specialist) -> None:
    appointment = soon(olena)
    open_and_enter(page, appointment)
    watched = page.evaluate(
        """() => new Promise((resolve) => {
          const seen = () => document.body.innerText.includes("sees that you are here");
          const looking = setInterval(() => seen() && resolve(true), 50);
          setTimeout(() => (clearInterval(looking), resolve(false)), 6000);
        })"""
    )
    assert not watched
    assert Visit.objects.get(appointment=appointment, party=Party.CLIENT.value).acknowledged_at is None


def open_and_enter(page: Page, appointment: Appointment) -> None:
    page.goto(f"/v/{link_token(appointment.public_id, appointment.link_generation)}")
    expect(page).to_have_url(re.compile(r"/a/[0-9a-f-]+/$"))
    page.locator("form[action$='/enter/'] button").click()
    expect(page.locator("#room")).to_be_visible()


class Servers:
    """Pages and live events behind a proxy, which can be stopped and started under it."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = environ
        self.env = Env.read(environ)
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        commands = (web_command(self.env, processes=1), live(self.env).command)
        self._running = [subprocess.Popen(command, env=self.environ) for command in commands]
        for port in (self.env.port, self.env.live.port):
            while not answers_http(self.env.host, port)():
                assert all(one.poll() is None for one in self._running)
                time.sleep(0.1)

    def stop(self) -> None:
        for one in self._running:
            one.terminate()
        for one in self._running:
            one.wait(10)


@contextmanager
def behind_a_proxy(site: Site, ports: tuple[int, int, int]) -> Iterator[tuple[Servers, Proxy]]:
    outside, pages, events = ports
    servers = Servers(
        site.environ
        | {
            "VISAVIS_BASE_URL": f"http://127.0.0.1:{outside}",
            "VISAVIS_PORT": str(pages),
            "VISAVIS_LIVE_PORT": str(events),
            "VISAVIS_LIVE_URL": f"ws://127.0.0.1:{outside}/live/",
        }
    )
    with proxy(outside, pages=pages, events=events) as between:
        servers.start()
        try:
            yield servers, between
        finally:
            servers.stop()


def test_ten_desk_tabs_come_back_by_themselves_after_an_outage_and_share_one_connection(
    context: Browsers, site: Site, olena: Specialist
) -> None:
    assert olena.user is not None
    with behind_a_proxy(site, (8481, 8482, 8483)) as (servers, between):
        home = f"http://127.0.0.1:{between.port}"
        browser = context(base_url=home)
        signed = Client()
        signed.force_login(olena.user)
        value = signed.cookies[settings.SESSION_COOKIE_NAME].value
        browser.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": home}])
        tabs = [browser.new_page() for _ in range(TABS)]
        for tab in tabs:
            tab.goto("/desk/")
        for tab in tabs:
            knows(tab)
        assert between.live == 1
        servers.stop()
        time.sleep(AWAY_S)
        assert between.refused > 0
        enter_waiting_room(appointment_id=soon(olena).pk, now=clock.now())
        servers.start()
        began = time.monotonic()
        for tab in tabs:
            expect(tab.locator(".queue")).to_be_visible(timeout=20_000)
            knows(tab)
        took = time.monotonic() - began
        print(f"ten tabs were back after {took:.1f} s")
        assert took < BACK_WITHIN_S
        assert (between.live, between.most_live) == (1, 1)
