"""A mail scanner and a stranger try to shut others out."""

import os

import pytest

from tests.attacks.browsing import ask, sign_in
from tests.attacks.conftest import Target
from tests.attacks.counting import count

pytestmark = pytest.mark.processes
LOOKS = int(40 * max(1.0, float(os.environ.get("SCALE", "0"))))
"""More than allauth's thirty a minute."""


def test_looking_at_the_sign_in_page_shuts_it_for_nobody(target: Target) -> None:
    seen = [ask(target, "HEAD", "/account/login/")[0] for _ in range(LOOKS)]
    refused = [status for status in [*seen, sign_in(target, "wrong")[0]] if status != 200]
    count("looks at the sign-in page", tried=LOOKS, findings=len(refused))
    assert refused == []
