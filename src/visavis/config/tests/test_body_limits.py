"""How large a body is read from whom."""

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests import personas
from visavis.config.rsgi import FORM, NOTE, PHOTO, body_limit

PASSWORD = "a password with some length"
EMAIL = "olena@example.org"


@pytest.fixture
def signed_in(db: None) -> str:
    """The cookies of a browser that has signed in."""
    return cookies_of(sign_in())


def sign_in() -> Client:
    user = personas.staff(email=EMAIL)
    user.set_password(PASSWORD)
    user.save()
    browser = Client()
    assert browser.post("/account/login/", {"login": EMAIL, "password": PASSWORD}).status_code == 302
    return browser


def cookies_of(browser: Client) -> str:
    return "; ".join(f"{name}={cookie.value}" for name, cookie in browser.cookies.items())


@pytest.mark.parametrize(
    ("path", "limit"),
    [("/desk/specialists/x", PHOTO), ("/desk/calls/x/note/", NOTE), ("/services/x/hold/", FORM)],
)
def test_only_who_has_signed_in_sends_more_than_a_form(signed_in: str, path: str, limit: int) -> None:
    assert body_limit(path, signed_in) == limit
    assert body_limit(path, "") == FORM


@pytest.mark.parametrize(
    "cookies",
    [
        "visitor=1; staffs=2; xstaff=3; staff=",
        "staff=abc",
        "staff=abc:1tXyZa:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "staff=:::; staff=\u00e9:1:2",
    ],
)
def test_a_cookie_that_is_made_up_gets_the_limit_of_a_form(cookies: str) -> None:
    assert body_limit("/desk/specialists/x", cookies) == FORM


def test_a_signature_is_good_for_its_own_key_only(signed_in: str) -> None:
    assert body_limit("/desk/specialists/x", signed_in.replace("staff=", "staff=x")) == FORM


@pytest.mark.django_db
def test_a_session_in_which_nobody_has_signed_in_is_not_signed() -> None:
    browser = Client()
    browser.session.save()
    assert "staff=" in cookies_of(browser)
    assert body_limit("/desk/specialists/x", cookies_of(browser)) == FORM


def test_a_key_that_was_rotated_out_still_counts(signed_in: str) -> None:
    with override_settings(SECRET_KEY="b" * 60, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert body_limit("/desk/specialists/x", signed_in) == PHOTO
    with override_settings(SECRET_KEY="b" * 60, SECRET_KEY_FALLBACKS=[]):
        assert body_limit("/desk/specialists/x", signed_in) == FORM


@pytest.mark.django_db
def test_signing_out_takes_the_cookie_away() -> None:
    browser = sign_in()
    assert browser.get("/desk/").status_code == 200
    browser.post("/account/logout/")
    assert body_limit("/desk/specialists/x", cookies_of(browser)) == FORM
    assert browser.get("/desk/").status_code == 302
