"""How large a body is read from whom."""

import pytest

from visavis.config.rsgi import FORM, NOTE, PHOTO, body_limit


@pytest.mark.parametrize(
    ("path", "cookies", "limit"),
    [
        ("/desk/specialists/x", "", FORM),
        ("/desk/specialists/x", "visitor=1; staffs=2; xstaff=3; staff=", FORM),
        ("/desk/specialists/x", "visitor=1; staff=abc", PHOTO),
        ("/desk/calls/x/note/", "", FORM),
        ("/desk/calls/x/note/", "staff=abc", NOTE),
        ("/services/x/hold/", "staff=abc", FORM),
    ],
)
def test_only_staff_send_more_than_a_form(path: str, cookies: str, limit: int) -> None:
    assert body_limit(path, cookies) == limit
