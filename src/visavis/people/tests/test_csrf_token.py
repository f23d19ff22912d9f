"""A page that is open while somebody signs in in the same browser goes on."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import login
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from tests import personas
from tests.personas import MONDAY
from visavis.people.links import GRANT_COOKIE, sign_grant
from visavis.people.models import User

pytestmark = pytest.mark.django_db

START = MONDAY + timedelta(days=2, hours=2)


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def fresh(browser: Client) -> str:
    answer = browser.get(reverse("csrf_token"), headers={"Accept": "application/json"})
    assert "no-store" in answer["Cache-Control"]
    return str(answer.json()["token"])


def post(browser: Client, path: str, body: Mapping[str, Any], token: str) -> tuple[int, Any]:
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    answer = browser.post(path, json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, json.loads(answer.content) if answer.content else None


def sign_in(browser: Client, user: User) -> None:
    """As the sign-in page does: the secret behind the token is another one afterwards."""
    request = HttpRequest()
    request.session = browser.session
    request.COOKIES["csrftoken"] = browser.cookies["csrftoken"].value
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.save()
    browser.cookies["sessionid"] = request.session.session_key or ""
    browser.cookies["csrftoken"] = request.META["CSRF_COOKIE"]


def test_a_sign_in_makes_an_old_token_useless_and_the_fresh_one_good(browser: Client) -> None:
    personas.practice()
    olena = personas.olena()
    appointment = personas.booked(personas.service(olena), START, now=MONDAY)
    browser.cookies[GRANT_COOKIE] = sign_grant(appointment.public_id, 1)
    path = reverse("room:client_live", args=[appointment.public_id])
    old = fresh(browser)
    assert post(browser, path, {}, old)[0] == 200
    assert isinstance(olena.user, User)
    sign_in(browser, olena.user)
    status, told = post(browser, path, {}, old)
    assert (status, told["code"]) == (403, "csrf")
    assert post(browser, path, {}, fresh(browser))[0] == 200


def test_the_page_says_where_a_fresh_one_is(browser: Client) -> None:
    personas.practice()
    page = browser.get(reverse("account_login")).content.decode()
    assert f'data-fresh="{reverse("csrf_token")}"' in page


def test_a_script_of_the_desk_learns_that_nobody_is_signed_in_any_more(browser: Client) -> None:
    personas.practice()
    appointment = personas.booked(personas.service(personas.olena()), START, now=MONDAY)
    path = reverse("room:desk_live", args=[appointment.public_id])
    status, told = post(browser, path, {}, fresh(browser))
    assert (status, told["code"]) == (401, "signed_out")
    # A person who opens an address is sent to the sign-in page as before.
    assert browser.get(reverse("room:desk", args=[appointment.public_id])).status_code == 302
