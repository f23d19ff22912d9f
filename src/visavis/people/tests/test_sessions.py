"""A session opens the desk while it lasts and its user may sign in."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import personas
from visavis.lib import clock
from visavis.people.models import Role, User
from visavis.people.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita() -> User:
    return personas.staff(Role.RECEPTION)


@pytest.fixture
def browser(rita: User) -> Client:
    signed_in = Client()
    signed_in.force_login(rita)
    assert is_let_in(signed_in)
    return signed_in


def is_let_in(browser: Client) -> bool:
    return browser.get("/desk/queue/").status_code == 200


def test_it_is_read_with_its_user_by_two_statements(browser: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert is_let_in(browser)
    about = [query["sql"] for query in queries if "session" in query["sql"] or "people_user" in query["sql"]]
    assert len(about) == 2


def test_it_ends(browser: Client) -> None:
    Session.objects.update(expire_date=clock.now() + timedelta(seconds=60))
    assert is_let_in(browser)
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    assert not is_let_in(browser)


def test_whoever_is_switched_off_is_out(browser: Client, rita: User) -> None:
    User.objects.filter(pk=rita.pk).update(is_active=False)
    assert not is_let_in(browser)


def test_whoever_has_another_password_is_out(browser: Client, rita: User) -> None:
    rita.set_password("another long password")
    rita.save()
    assert not is_let_in(browser)


def test_a_key_that_opens_nothing_is_never_taken_over(db: None) -> None:
    chosen = SessionStore("chosenbyastrangerbeforehand")
    chosen["anything"] = True
    chosen.save()
    assert chosen.session_key not in {None, "chosenbyastrangerbeforehand"}
    assert Session.objects.get().session_key == chosen.session_key
