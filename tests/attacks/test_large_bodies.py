"""Large bodies from those who only say that they are staff."""

import pytest

from tests.attacks.browsing import ask, make_admin, sign_in
from tests.attacks.conftest import Target

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

HEAD = b'--b\r\nContent-Disposition: form-data; name="upload"; filename="a.png"\r\n\r\n'
PHOTO = HEAD + b"x" * 3_000_000 + b"\r\n--b--\r\n"
MULTIPART = "multipart/form-data; boundary=b"


def send_photo(target: Target, cookies: str) -> int:
    return ask(
        target, "POST", "/desk/specialists/new/", PHOTO, **{"Content-Type": MULTIPART, "Cookie": cookies}
    )[0]


def test_a_made_up_cookie_sends_no_more_than_a_form(target: Target) -> None:
    assert send_photo(target, "staff=abcdefghijklmnopqrstuvwxyz012345") == 413
    make_admin(target.environ)
    status, cookies = sign_in(target)
    assert status == 302
    # It is read, and then refused for want of a token against forgery.
    assert send_photo(target, cookies) == 403
    key = cookies.partition("staff=")[2].partition(":")[0]
    assert send_photo(target, f"staff={key}") == 413
