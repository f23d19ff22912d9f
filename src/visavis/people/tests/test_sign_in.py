"""Signing in: passwords, the second step, one-time links, and what strangers cannot do."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings as django_settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import personas
from tests.personas import MONDAY, PASSWORD
from visavis.live.models import Disconnection
from visavis.live.stream_names import staff_bearer
from visavis.notify.port import ChannelError
from visavis.people.jobs import AGAIN, mail_password_link
from visavis.people.models import OneTimeSignIn, User
from visavis.people.one_time_sign_in import VALID_FOR, DemoOnly, one_time_link, sign_in_once

pytestmark = pytest.mark.django_db

# The demo's addresses, as they are when the program starts as the demo.
urlpatterns = [
    path("account/one-time/<str:token>/", sign_in_once, name="account_one_time_sign_in"),
    path("", include("visavis.config.urls")),
]


@pytest.fixture
def user() -> User:
    personas.practice()
    account = personas.olena().user
    assert isinstance(account, User)
    return account


def sign_in(browser: Client, user: User, password: str = PASSWORD) -> Any:
    return browser.post("/account/login/", {"login": user.email, "password": password})


def test_the_right_password_leads_to_the_desk(user: User) -> None:
    browser = Client()
    assert sign_in(browser, user)["Location"] == "/desk/"
    assert browser.get("/desk/").status_code == 200


def test_signing_in_leads_back_to_where_it_was_asked_for(user: User) -> None:
    browser = Client()
    asked = browser.get("/desk/hours/")
    assert asked["Location"] == "/account/login/?next=/desk/hours/"
    sent = {"login": user.email, "password": PASSWORD, "next": "/desk/hours/"}
    assert browser.post("/account/login/", sent)["Location"] == "/desk/hours/"


def test_a_wrong_password_keeps_the_address_and_says_so(user: User) -> None:
    answer = sign_in(Client(), user, "wrong")
    page = answer.content.decode()
    assert "do not belong together" in page
    assert user.email in page


def test_the_account_keeps_the_desk_around_it(user: User) -> None:
    browser = Client()
    assert 'href="/desk/calendar/"' not in browser.get("/account/login/").content.decode()
    browser.force_login(user)
    for address in ("/account/", "/account/2fa/", "/account/password/change/"):
        page = browser.get(address).content.decode()
        assert 'href="/desk/calendar/"' in page
        assert 'action="/account/logout/"' in page


def test_a_page_that_is_missing_leads_staff_to_the_desk_and_others_to_the_front(user: User) -> None:
    browser = Client()
    assert '<a class="btn" href="/">' in browser.get("/no/such/page/").content.decode()
    browser.force_login(user)
    assert '<a class="btn" href="/desk/">' in browser.get("/no/such/page/").content.decode()


def test_guessing_is_slowed_down_for_all_processes_together(user: User) -> None:
    for _ in range(5):
        sign_in(Client(), user, "wrong")
    browser = Client()
    assert "Too many failed login attempts" in sign_in(browser, user).content.decode()
    assert browser.get("/desk/").status_code == 302


def test_nobody_makes_an_account_for_themselves(user: User) -> None:
    sent = {"email": "maria@example.org", "password1": PASSWORD, "password2": PASSWORD}
    for answer in (Client().get("/account/signup/"), Client().post("/account/signup/", sent)):
        assert "Accounts are made by the practice" in answer.content.decode()
    assert not User.objects.filter(email="maria@example.org").exists()


def test_a_get_signs_nobody_out(user: User) -> None:
    browser = Client()
    sign_in(browser, user)
    assert browser.get("/account/logout/").status_code == 200
    assert browser.get("/desk/").status_code == 200
    assert browser.post("/account/logout/").status_code == 302
    assert browser.get("/desk/").status_code == 302


def test_signing_out_ends_what_open_pages_hear(user: User) -> None:
    browser = Client()
    sign_in(browser, user)
    assert not Disconnection.objects.exists()
    browser.post("/account/logout/")
    assert Disconnection.objects.get().bearer == staff_bearer(user.public_id)
    browser.post("/account/logout/")
    assert Disconnection.objects.count() == 1


def test_an_unknown_address_learns_nothing_from_asking_for_a_new_password(user: User) -> None:
    answer = Client().post("/account/password/reset/", {"email": "nobody@example.org"})
    assert answer["Location"] == "/account/password/reset/done/"


def test_one_changes_ones_own_name_language_and_password(user: User) -> None:
    browser = Client()
    sign_in(browser, user)
    assert browser.post("/account/", {"name": "Olena K.", "language": "uk"}).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.language) == ("Olena K.", "uk")
    sent = {"oldpassword": PASSWORD, "password1": "another-long-one", "password2": "another-long-one"}
    assert browser.post("/account/password/change/", sent).status_code == 302
    assert sign_in(Client(), user, "another-long-one").status_code == 302


def test_a_second_step_is_switched_on_and_then_asked_for(user: User) -> None:
    # An invited member's address is nowhere written down as verified.
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    browser = Client()
    sign_in(browser, user)
    asked = browser.get("/account/2fa/totp/activate/", follow=True)
    assert "Please confirm that it is you" in asked.content.decode()
    page = browser.post(asked.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    assert "data:image/svg+xml" in page.content.decode()
    assert browser.post("/account/2fa/totp/activate/", {"code": code(secret)}).status_code == 302
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in stored
    codes = browser.get("/account/2fa/recovery-codes/").context["unused_codes"]
    other = Client()
    assert sign_in(other, user)["Location"].startswith("/account/2fa/authenticate/")
    assert other.get("/desk/").status_code == 302
    assert "The code from your app" in other.get("/account/2fa/authenticate/").content.decode()
    assert other.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert other.post("/account/2fa/authenticate/", {"code": codes[0]})["Location"] == "/desk/"


def code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


@pytest.fixture
def demo() -> Any:
    with override_settings(
        VISAVIS=replace(django_settings.VISAVIS, demo=True), ROOT_URLCONF="visavis.people.tests.test_sign_in"
    ):
        yield


def test_a_one_time_link_signs_in_once_and_only_by_the_button(user: User, demo: None) -> None:
    with time_machine.travel(MONDAY, tick=False):
        link = one_time_link(user, now=MONDAY, next_path="/desk/hours/").removeprefix("http://localhost:8000")
        browser = Client()
        for _ in range(2):
            assert "signs you in once" in browser.get(link).content.decode()
        browser.head(link)
        assert OneTimeSignIn.objects.get().used_at is None
        assert browser.post(link)["Location"] == "/desk/hours/"
        assert browser.get("/desk/hours/").status_code == 200
        again = Client()
        assert again.post(link).status_code == 410
        assert again.get("/desk/").status_code == 302


def test_a_one_time_link_is_good_for_a_quarter_of_an_hour(user: User, demo: None) -> None:
    link = one_time_link(user, now=MONDAY).removeprefix("http://localhost:8000")
    with time_machine.travel(MONDAY + VALID_FOR, tick=False):
        assert Client().post(link).status_code == 410
    with time_machine.travel(MONDAY + VALID_FOR - timedelta(seconds=1), tick=False):
        assert Client().post(link).status_code == 302


def test_the_database_holds_nothing_that_would_sign_in(user: User, demo: None) -> None:
    token = one_time_link(user, now=MONDAY).rstrip("/").rsplit("/", 1)[1]
    assert token not in str(OneTimeSignIn.objects.values().get())


def test_one_time_links_do_not_exist_outside_the_demo(user: User) -> None:
    with pytest.raises(DemoOnly):
        one_time_link(user, now=MONDAY)
    assert Client().get("/account/one-time/abc/").status_code == 404
    assert Client().post("/account/one-time/abc/").status_code == 404
    with override_settings(ROOT_URLCONF="visavis.people.tests.test_sign_in"):
        assert Client().post("/account/one-time/abc/").status_code == 404


def forgot(user: User) -> None:
    """Say so on the page, which only passes it on, and let the worker send the mail."""
    answer = Client(headers={"Host": "localhost:9999"}).post(
        "/account/password/reset/", {"email": user.email}
    )
    assert answer["Location"] == "/account/password/reset/done/"
    assert mail.outbox == [], "who sends while the visitor waits tells by the time who has an account"
    job = ProcrastinateJob.objects.get(task_name="people.mail_password_link")
    mail_password_link(**job.args)


def test_a_link_for_a_new_password_names_our_address_whatever_host_was_asked_at(user: User) -> None:
    forgot(user)
    (sent,) = mail.outbox
    (link,) = re.findall(r"http://localhost:8000(/account/password/reset/key/\S+)", str(sent.body))
    assert "9999" not in sent.body
    page = Client().get(link, follow=True)
    assert 'name="password1"' in page.content.decode()


def test_a_mail_server_that_is_away_is_tried_again(user: User) -> None:
    away = override_settings(EMAIL_BACKEND="visavis.people.tests.test_sign_in.NoMailServer")
    with away, pytest.raises(ChannelError) as caught:
        forgot(user)
    job = ProcrastinateJob.objects.get(task_name="people.mail_password_link").procrastinate_job
    assert AGAIN.get_retry_decision(exception=caught.value, job=job) is not None


def test_a_reset_does_the_same_whether_the_address_is_known_or_not(user: User) -> None:
    done = []
    for email in ("first@example.org", user.email, "nobody@example.org"):
        browser = Client()
        browser.get("/account/password/reset/")
        with CaptureQueriesContext(connection) as queries:
            answer = browser.post("/account/password/reset/", {"email": email})
        assert answer["Cache-Control"] == "private, no-store"
        done.append([re.sub(r"'[^']*'|\d+", "…", one["sql"]) for one in queries])
    assert done[1] == done[2]
    for job in ProcrastinateJob.objects.filter(task_name="people.mail_password_link"):
        mail_password_link(**job.args)
    assert [sent.to for sent in mail.outbox] == [[user.email]]


class NoMailServer(BaseEmailBackend):
    """The mail server is away."""

    def send_messages(self, email_messages: Any) -> int:
        raise ChannelError("away", permanent=False)
