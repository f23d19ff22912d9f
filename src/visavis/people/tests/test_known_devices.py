"""Limits that a stranger cannot spend for somebody else."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client, override_settings
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import personas
from tests.personas import IVAN, MONDAY, PASSWORD
from visavis.booking.tests.browsing import LATER
from visavis.history.models import HistoryAccess
from visavis.people.known_devices import FROM_PAIR, FROM_STRANGERS, SIGN_INS, SIGN_INS_OF_A_NETWORK
from visavis.people.links import LinkSource, link_token
from visavis.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def user() -> User:
    personas.practice()
    account = personas.olena().user
    assert isinstance(account, User)
    return account


def stranger(number: int = 0) -> Client:
    return Client(REMOTE_ADDR=f"198.51.{number // 200}.{number % 200 + 1}")


def sign_in(browser: Client, user: User, password: str = PASSWORD) -> Any:
    return browser.post("/account/login/", {"login": user.email, "password": password})


def test_a_stranger_s_wrong_passwords_refuse_no_right_one_from_elsewhere(user: User) -> None:
    for _ in range(SIGN_INS):
        sign_in(stranger(), user, "wrong")
    assert "Too many failed" in sign_in(stranger(), user).text
    assert sign_in(Client(), user).status_code == 302


def test_a_device_stays_known_when_the_secret_key_is_rotated(user: User) -> None:
    mine = Client()
    assert sign_in(mine, user).status_code == 302
    mine.post("/account/logout/")
    with override_settings(SECRET_KEY="r" * 60, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        for number in range(SIGN_INS * FROM_STRANGERS // FROM_PAIR):
            sign_in(stranger(number), user, "wrong")
        assert "Too many failed" in sign_in(stranger(150), user).text
        assert sign_in(mine, user).status_code == 302


def test_guessing_from_many_networks_stops_and_a_known_device_goes_on(user: User) -> None:
    mine = Client()
    assert sign_in(mine, user).status_code == 302
    mine.post("/account/logout/")
    for number in range(SIGN_INS * FROM_STRANGERS // FROM_PAIR):
        sign_in(stranger(number), user, "wrong")
    assert "Too many failed" in sign_in(stranger(150), user).text
    assert sign_in(mine, user).status_code == 302


def test_a_known_device_guesses_no_more_than_others(user: User) -> None:
    mine = Client()
    sign_in(mine, user)
    mine.post("/account/logout/")
    for _ in range(SIGN_INS):
        sign_in(mine, user, "wrong")
    assert "Too many failed" in sign_in(mine, user).text


def test_a_known_device_has_no_more_attempts_after_it_is_remembered_anew(user: User) -> None:
    mine = Client()
    sign_in(mine, user)
    mine.post("/account/logout/")
    other = personas.staff(email="other@example.org")
    for _ in range(SIGN_INS):
        sign_in(mine, user, "wrong")
        # The cookie is signed anew for the other, and names the same device.
        assert sign_in(mine, other).status_code == 302
        mine.post("/account/logout/")
    assert "Too many failed" in sign_in(mine, user).text


def test_one_network_tries_few_passwords_over_all_addresses(user: User) -> None:
    for number in range(SIGN_INS_OF_A_NETWORK):
        stranger().post("/account/login/", {"login": f"nobody{number}@example.org", "password": "wrong"})
    assert "Too many failed" in sign_in(stranger(), user).text


def test_signing_in_rightly_costs_nothing(user: User) -> None:
    for _ in range(SIGN_INS + 2):
        browser = Client()
        assert sign_in(browser, user).status_code == 302


def test_a_mail_scanner_shuts_no_sign_in(user: User) -> None:
    for _ in range(40):
        assert Client().head("/account/login/").status_code == 200
        assert Client().head("/account/password/reset/key/1-set-password/").status_code == 200
    assert sign_in(Client(), user).status_code == 302


def test_a_stranger_uses_up_nobody_s_new_password(user: User) -> None:
    for _ in range(6):
        stranger().post("/account/password/reset/", {"email": user.email})
    asked = ProcrastinateJob.objects.filter(task_name="people.mail_password_link").count()
    assert asked == FROM_PAIR
    Client().post("/account/password/reset/", {"email": user.email})
    assert ProcrastinateJob.objects.filter(task_name="people.mail_password_link").count() == asked + 1


def test_a_stranger_uses_up_nobody_s_codes(user: User) -> None:
    for _ in range(6):
        stranger().post("/history/", {"email": IVAN.email})
    assert HistoryAccess.objects.count() == FROM_PAIR
    Client().post("/history/", {"email": IVAN.email})
    assert HistoryAccess.objects.count() == FROM_PAIR + 1


def test_an_opened_link_goes_on_where_strangers_from_many_networks_have_asked(user: User) -> None:
    appointment = personas.booked(personas.service(user.specialist), LATER)
    mine = Client()
    mine.get(f"/v/{link_token(appointment.public_id, 1, source=LinkSource.EMAIL)}")
    for number in range(20):
        stranger(number).post("/link/", {"contact": IVAN.email})
    sent = ProcrastinateJob.objects.filter(task_name="booking.send_links").count()
    assert sent == FROM_STRANGERS
    mine.post("/link/", {"contact": IVAN.email})
    assert ProcrastinateJob.objects.filter(task_name="booking.send_links").count() == sent + 1
