"""A mail scanner and a stranger try to shut others out."""

import os
import re
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from tests.attacks.conftest import Target

pytestmark = pytest.mark.processes
LOOKS = int(40 * max(1.0, float(os.environ.get("SCALE", "0"))))
"""More than allauth's thirty a minute."""


def ask(target: Target, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str, str]:
    """Status, cookies and text of one answer."""
    connection = HTTPConnection("127.0.0.1", target.port, timeout=30)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Set-Cookie") or "", answer.read().decode()
    finally:
        connection.close()


def test_looking_at_the_sign_in_page_shuts_it_for_nobody(target: Target) -> None:
    seen = [ask(target, "HEAD", "/account/login/")[0] for _ in range(LOOKS)]
    _status, cookies, page = ask(target, "GET", "/account/login/")
    cookie, token = (
        re.search(r"csrftoken=\w+", cookies),
        re.search(r'csrfmiddlewaretoken" value="(\w+)', page),
    )
    assert cookie
    assert token
    fields = {"login": "a@example.org", "password": "wrong", "csrfmiddlewaretoken": token[1]}
    sent = urlencode(fields)
    form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie[0]}
    refused = [
        status for status in [*seen, ask(target, "POST", "/account/login/", sent, **form)[0]] if status != 200
    ]
    print(f"lockout: {LOOKS} looks at the sign-in page, {len(refused)} findings")
    assert refused == []
