"""What the running pages write to their log about those who open them."""

import http.client
import os
import subprocess
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings

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


def log_of(asked: list[tuple[str, str]], level: str, folder: Path, *, cookie: str) -> str:
    """All that the web server of a practice prints while it is asked all of this."""
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
            for method, path in asked:
                ask(port, method, path, cookie)
        finally:
            server.terminate()
            server.wait(10)
    return output.read_text()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    while not answers_http("127.0.0.1", port)():
        assert server.poll() is None, "the pages ended before they were served"
        time.sleep(0.1)


def ask(port: int, method: str, path: str, cookie: str) -> None:
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    browser.request(method, path, headers={"Cookie": cookie})
    answer = browser.getresponse()
    answer.read()
    browser.close()
    assert answer.status < 500, path
