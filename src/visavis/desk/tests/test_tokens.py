"""API tokens at the desk: made, shown once, listed, revoked."""

import re

from django.test import Client
from django.urls import reverse

from tests.personas import MONDAY, PASSWORD
from tests.team import Team
from visavis.desk.tests.desk_pages import SignedIn, page_text
from visavis.people.api_tokens import MAX_TOKENS, make_token, user_for_token
from visavis.people.models import ApiToken

PAGE = "/desk/tokens/"
CONFIRM = "/account/reauthenticate/"


def confirmed(browser: Client) -> Client:
    """The browser of one who has just confirmed that it is them."""
    answer = browser.post(CONFIRM, {"password": PASSWORD})
    assert answer.status_code == 302
    return browser


def test_a_token_is_shown_once_and_kept_unreadable(team: Team, signed_in: SignedIn) -> None:
    olena = confirmed(signed_in("olena"))
    page = olena.post(PAGE, {"name": "Our website"})
    (text,) = re.findall(r'id="token"[^>]*value="(visavis_[\w-]{43})"', page.content.decode())
    token = ApiToken.objects.get()
    assert text not in (token.digest, token.name)
    assert user_for_token(text, now=MONDAY) == team.olena.user
    again = olena.get(PAGE).content.decode()
    assert text not in again
    assert f"…{text[-4:]}" in again


def test_making_one_asks_for_the_password_again_and_then_goes_on(team: Team, signed_in: SignedIn) -> None:
    olena = signed_in("olena")
    asked = olena.post(PAGE, {"name": "Our website"})
    assert asked["Location"].startswith(CONFIRM)
    assert not ApiToken.objects.exists()
    made = olena.post(asked["Location"], {"password": PASSWORD, "next": PAGE})
    assert "visavis_" in made.content.decode()
    assert ApiToken.objects.get().name == "Our website"


def test_a_token_without_a_name_is_not_made(team: Team, signed_in: SignedIn) -> None:
    page = confirmed(signed_in("olena")).post(PAGE, {"name": " "})
    assert page.status_code == 422
    assert "so that you can tell it from others" in page_text(page.content)


def test_a_revoked_token_opens_nothing(team: Team, signed_in: SignedIn) -> None:
    token, text = make_token(user=team.user("olena"), name="Old", now=MONDAY)
    answer = signed_in("olena").post(reverse("desk:token_revoke", args=[token.public_id]))
    assert answer["Location"] == PAGE
    assert user_for_token(text, now=MONDAY) is None
    assert "revoked" in page_text(signed_in("olena").get(PAGE).content)


def test_a_token_is_as_good_as_its_owners_account(team: Team) -> None:
    _token, text = make_token(user=team.user("olena"), name="Site", now=MONDAY)
    user = team.user("olena")
    user.is_active = False
    user.save()
    assert user_for_token(text, now=MONDAY) is None


def test_the_last_use_is_noted(team: Team, signed_in: SignedIn) -> None:
    token, text = make_token(user=team.user("olena"), name="Site", now=MONDAY)
    assert "never" in page_text(signed_in("olena").get(PAGE).content)
    user_for_token(text, now=MONDAY)
    token.refresh_from_db()
    assert token.last_used_at == MONDAY
    assert "never" not in page_text(signed_in("olena").get(PAGE).content)


def test_colleagues_see_their_own_and_an_administrator_sees_and_revokes_all(
    team: Team, signed_in: SignedIn
) -> None:
    token, _text = make_token(user=team.user("olena"), name="Olena's site", now=MONDAY)
    revoke = reverse("desk:token_revoke", args=[token.public_id])
    assert "Olena's site" not in page_text(signed_in("petro").get(PAGE).content)
    assert signed_in("petro").post(revoke).status_code == 404
    page = page_text(signed_in("admin").get(PAGE).content)
    assert "Olena's site" in page
    assert "Olena Koval" in page
    assert signed_in("admin").post(revoke).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_nobody_collects_tokens_without_end(team: Team, signed_in: SignedIn) -> None:
    for number in range(MAX_TOKENS):
        make_token(user=team.user("olena"), name=f"Program {number}", now=MONDAY)
    page = confirmed(signed_in("olena")).post(PAGE, {"name": "One more"})
    assert page.status_code == 422
    assert "Revoke one" in page_text(page.content)
