"""What the running pages write to their log about those who open them."""

import http.client
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import cast
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

from tests import personas
from tests.personas import IVAN
from tests.ports import free_port
from visavis.config.env import Env
from visavis.config.programs import answers_http, child_environment, web_command
from visavis.lib import clock
from visavis.people.links import GRANT_COOKIE, link_token, sign_grant

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_the_log_of_the_pages_names_neither_links_nor_people(tmp_path: Path, level: str) -> None:
    personas.practice()
    now = clock.now()
    # The program has the machine's own clock.
    row = personas.booked_by_staff(personas.service(personas.olena()), now + timedelta(days=1), now=now)
    token = link_token(row.public_id, row.link_generation)
    broken = token[:-4] + "zzzz"
    asked = [
        ("GET", f"/v/{token}"), ("HEAD", f"/v/{token}"), ("POST", f"/v/{token}"),
        ("GET", f"/v/{broken}"), ("GET", f"/v/{token}/"), ("GET", f"/v/{token}?from={IVAN.email}"),
        ("GET", f"/v/{IVAN.email}"), ("GET", f"/link/?contact={IVAN.email}"), ("GET", f"/a/{row.public_id}/"),
    ]  # fmt: skip
    written = log_of(asked, level, tmp_path, cookie=f"{GRANT_COOKIE}={sign_grant(row.public_id, 1)}")
    # It was written to at all, and of these requests.
    assert "Not Found: /v/…" in written
    for secret in (token, broken, token[22:], broken[22:], IVAN.email, IVAN.phone, IVAN.name):
        assert secret not in written


def test_a_database_that_is_away_is_one_line_and_another_when_it_is_back(tmp_path: Path) -> None:
    personas.practice()
    with pages(tmp_path, "INFO") as (port, output):
        assert ask(port, "GET", "/") == 200
        with no_connections():
            assert [ask(port, "GET", path) for path in ("/", "/account/login/", "/", "/nothing/")] == [
                503
            ] * 4
        deadline = time.monotonic() + 30
        while ask(port, "GET", "/") != 200:
            assert time.monotonic() < deadline
            time.sleep(0.2)
    lines = output.read_text().splitlines()
    told = [line for line in lines if "the database is" in line]
    assert ["away since" in told[0], "back after" in told[1]] == [True, True]
    assert len(told) == 2
    assert not [line for line in lines if "Traceback" in line or "Service Unavailable" in line]


def test_a_database_that_was_away_for_long_is_used_again_at_once(tmp_path: Path) -> None:
    personas.practice()
    with pages(tmp_path, "INFO") as (port, _output):
        assert ask(port, "GET", "/") == 200
        with no_connections():
            # A pool that asks ever more seldom asks again after seven seconds and after fifteen.
            away_until = time.monotonic() + 9
            while time.monotonic() < away_until:
                assert ask(port, "GET", "/") == 503
        back_at = time.monotonic()
        while ask(port, "GET", "/") != 200:
            assert time.monotonic() < back_at + 4
            time.sleep(0.2)


@contextmanager
def no_connections() -> Iterator[None]:
    """Nobody is connected to the database of the tests, and nobody can be."""
    name = quote(settings.DATABASES["default"]["NAME"], safe="")
    # The pool of this process would try again ever more seldom, also when the next test begins.
    connection.close()
    cast("DatabaseWrapper", connection).close_pool()
    other = urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres").geturl()
    with psycopg.connect(other, autocommit=True) as beside:
        beside.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
        try:
            beside.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            yield
        finally:
            beside.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'.encode())


def log_of(asked: list[tuple[str, str]], level: str, folder: Path, *, cookie: str) -> str:
    """All that the web server of a practice prints while it is asked all of this."""
    with pages(folder, level) as (port, output):
        for method, path in asked:
            assert ask(port, method, path, cookie) < 500, path
    return output.read_text()


@contextmanager
def pages(folder: Path, level: str) -> Iterator[tuple[int, Path]]:
    """The web server of a practice with one process: its port, and the file with what it prints."""
    port = free_port()
    name = quote(settings.DATABASES["default"]["NAME"])
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    environ = child_environment() | {
        "DATABASE_URL": database,
        "VISAVIS_PORT": str(port),
        "VISAVIS_VAR": str(folder),
        "VISAVIS_LOG_LEVEL": level,
    }
    output = folder / "log"
    with output.open("w") as printed:
        server = subprocess.Popen(
            web_command(Env.read(environ), processes=1), env=environ, stdout=printed, stderr=printed
        )
        try:
            wait_for(port, server)
            yield port, output
        finally:
            server.terminate()
            server.wait(10)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    while not answers_http("127.0.0.1", port)():
        assert server.poll() is None, "the pages ended before they were served"
        time.sleep(0.1)


def ask(port: int, method: str, path: str, cookie: str = "") -> int:
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    browser.request(method, path, headers={"Cookie": cookie})
    answer = browser.getresponse()
    answer.read()
    browser.close()
    return answer.status
