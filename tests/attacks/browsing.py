"""What browsers do with a practice under attack, on its own port."""

import re
import subprocess
import sys
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urlencode

from tests.attacks.conftest import Target

FORM = "application/x-www-form-urlencoded"
EMAIL, PASSWORD = "admin@practice.example", "a password with some length"


def make_admin(environ: dict[str, str]) -> None:
    """An administrator with `EMAIL` and `PASSWORD`, made as an operator makes one."""
    command = [sys.executable, "-m", "visavis.cli", "admin", EMAIL]
    subprocess.run(command, env=environ, input=f"{PASSWORD}\n", text=True, check=True)


def ask(
    target: Target, method: str, path: str, body: str | bytes = "", **headers: str
) -> tuple[int, HTTPMessage, str]:
    """Status, headers and text of one answer."""
    connection = HTTPConnection("127.0.0.1", target.port, timeout=30)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


def csrf_of(headers: HTTPMessage, page: str) -> tuple[str, str]:
    """The cookie and the field of a page with a form."""
    cookie = re.search(r"csrftoken=\w+", headers.get("Set-Cookie") or "")
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)', page)
    assert cookie
    assert token
    return cookie[0], token[1]


def sign_in(target: Target, password: str = PASSWORD) -> tuple[int, str]:
    """Send address and password; the status, and the cookies that were set."""
    _status, headers, page = ask(target, "GET", "/account/login/")
    cookie, token = csrf_of(headers, page)
    sent = urlencode({"login": EMAIL, "password": password, "csrfmiddlewaretoken": token})
    status, headers, _page = ask(
        target, "POST", "/account/login/", sent, **{"Content-Type": FORM, "Cookie": cookie}
    )
    return status, "; ".join(one.partition(";")[0] for one in headers.get_all("Set-Cookie") or [])
