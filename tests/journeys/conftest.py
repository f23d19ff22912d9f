"""A running practice and real browsers: what every journey starts from.

The pages are served by granian in a process of its own, on the test's database and as the demo, so that
what was sent can be read in the outbox. The worker runs as long as the one test that asks for it.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.support.chromium_arguments import ARGUMENTS
from tests.journeys.fake_camera import BLUE, RED, make_film
from tests.journeys.page_checks import PageErrors
from tests.ports import free_port
from visavis.config.env import DEMO_MARK, Env
from visavis.config.programs import answers_http, child_environment, live, web_command
from visavis.web.assets import DIST

if TYPE_CHECKING:
    # Read before Django is set up, when this folder is named on the command line.
    from visavis.people.models import User


@dataclass(frozen=True)
class Site:
    """The running practice. `url` has no slash at its end; `environ` starts further programs on its data."""

    url: str
    environ: dict[str, str]


@pytest.fixture(scope="session")
def served(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages on a free port, for as long as tests run."""
    if not (DIST / "manifest.json").exists():
        pytest.skip("the front end is not built: cd frontend && npm ci && npm run build")
    port, live_port = free_port(), free_port()
    site = Site(f"http://127.0.0.1:{port}", _environment(port, live_port, tmp_path_factory.mktemp("var")))
    env = Env.read(site.environ)
    server = subprocess.Popen(web_command(env, processes=1), env=site.environ)
    events = subprocess.Popen(live(env).command, env=site.environ)
    try:
        _wait_until_it_answers(port, server)
        while not answers_http(env.host, env.live.port)():
            assert events.poll() is None, "live events ended before they were served"
            time.sleep(0.1)
        yield site
    finally:
        _end(events)
        _end(server)


@pytest.fixture
def emptied(transactional_db: None) -> Iterator[None]:
    """Tables that are empty before each test, and are emptied once nobody writes to them any more.

    A page that is closed says good-bye, and the server is still writing that down when the browser has gone.
    """
    yield
    _until_nobody_writes()


@pytest.fixture
def site(served: Site, emptied: None) -> Site:
    """The pages, on tables that are empty before each test."""
    return served


@pytest.fixture
def worker(site: Site) -> Iterator[None]:
    """What delivers messages, for one test."""
    command = ["python", "-m", "visavis.cli", "worker"]
    working = subprocess.Popen(command, env=site.environ)
    yield
    _end(working)


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Start Chromium, with further arguments where a test needs a camera of its own."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is missing: apt-get install chromium")
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:

        def start(*arguments: str, without: str = "", by: str = program) -> Browser:
            usual = [argument for argument in ARGUMENTS if argument != without]
            # HEADED=1 shows the browser and goes slowly enough to follow.
            headed = bool(os.environ.get("HEADED"))
            return playwright.chromium.launch(
                executable_path=by,
                args=[*usual, *arguments],
                headless=not headed,
                slow_mo=300 if headed else 0,
            )

        yield start
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser]) -> Iterator[Browser]:
    """One Chromium for all tests; each has its own cookies."""
    started = launch()
    yield started
    started.close()


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[Callable[..., BrowserContext]]:
    """Make a browser of somebody's own: `context(viewport=…, java_script_enabled=False)`.

    At the end of the test: no page asked another host for anything, broke the policy for scripts and
    styles, or met an error in its script.
    """
    made: list[tuple[BrowserContext, PageErrors]] = []

    def make(**options: Any) -> BrowserContext:
        options = {"locale": "en-GB", "timezone_id": "Europe/Berlin", "base_url": site.url, **options}
        fresh = browser.new_context(**options)
        made.append((fresh, PageErrors(fresh, options["base_url"])))
        return fresh

    yield make
    for fresh, _ in made:
        fresh.close()
    assert [trouble for _, watch in made for trouble in watch.found] == []


@pytest.fixture
def page(context: Callable[..., BrowserContext]) -> Page:
    """A client's page in a fresh browser."""
    return context().new_page()


@pytest.fixture
def desk_page(context: Callable[..., BrowserContext], site: Site) -> Callable[..., Page]:
    """A page of a member of staff who is signed in: `desk_page(user, viewport=…)`."""

    def sign_in(user: "User", **options: Any) -> Page:
        signed = Client()
        signed.force_login(user)
        value = signed.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site.url}
        fresh = context(**options)
        fresh.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict, spelled as a dict
        return fresh.new_page()

    return sign_in


@pytest.fixture
def with_camera(
    launch: Callable[..., Browser], site: Site, tmp_path: Path
) -> Iterator[Callable[..., BrowserContext]]:
    """Start a browser whose camera shows a film of one colour."""
    started: list[tuple[Browser, PageErrors]] = []

    def start(name: str, **options: Any) -> BrowserContext:
        picture = make_film(tmp_path / f"{name}.y4m", RED if name == "red" else BLUE)
        browser = launch(f"--use-file-for-fake-video-capture={picture}")
        context = browser.new_context(
            base_url=site.url, locale="en-GB", timezone_id="Europe/Berlin", **options
        )
        started.append((browser, PageErrors(context, site.url)))
        return context

    yield start
    for browser, _watch in started:
        browser.close()
    assert [trouble for _, watch in started for trouble in watch.found] == []


def _until_nobody_writes() -> None:
    busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
    quiet, deadline = 0, time.monotonic() + 10
    # More than once: between two requests of one page nobody writes either.
    while quiet < 4 and time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(f"{busy} AND pid <> pg_backend_pid()")
            quiet = 0 if cursor.fetchone()[0] else quiet + 1
        time.sleep(0.05)


def _environment(port: int, live_port: int, var: Path) -> dict[str, str]:
    name: str = settings.DATABASES["default"]["NAME"]
    (var / DEMO_MARK).write_text("whole")
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{quote(name)}").geturl()
    return child_environment() | {
        "DATABASE_URL": database,
        "VISAVIS_BASE_URL": f"http://127.0.0.1:{port}",
        "VISAVIS_HOST": "127.0.0.1",
        "VISAVIS_PORT": str(port),
        "VISAVIS_LIVE_PORT": str(live_port),
        "VISAVIS_VAR": str(var),
        "VISAVIS_DEMO": "1",
    }


def _wait_until_it_answers(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/robots.txt")
            if connection.getresponse().status == 200:
                return
        except OSError:
            assert server.poll() is None, "the server ended before it answered"
        finally:
            connection.close()
        time.sleep(0.1)
    pytest.fail("the server did not answer within 20 seconds")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
