"""Every address with every kind of visitor: who gets in is what the view says about itself."""

import json
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from tests.personas import MONDAY
from tests.roles.world import ROLES, Address, Who, World, a_world, addresses
from visavis.messages.delivery import heartbeats
from visavis.people.access import Access, Audience, access_of

pytestmark = pytest.mark.django_db

OF_DJANGO = {"set_language": Access(Audience.EVERYONE)}
"""Views that are not ours to mark."""

OF_THE_SPECIALIST_ALONE = {
    "room:desk_live",
    "room:desk_events", "room:desk_state", "room:desk_join", "room:desk_signal", "room:desk_heartbeat",
    "room:desk_leave", "room:desk_renew", "room:desk_report", "room:desk_chat", "room:end", "room:open",
    "notes:page", "notes:save_note", "notes:save_summary", "notes:share", "notes:withdraw",
    "notes:revisions", "notes:restore",
}  # fmt: skip
"""What an administrator has no part in: opening the room, the specialist's seat in the call, the notes."""


OF_ITS_OWNER = {"desk:token_revoke"}
"""What reception, who sees all days, has no part in; an administrator has."""


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(MONDAY, tick=False):
        heartbeats.record("worker", now=MONDAY)
        yield a_world()


def rule(address: Address) -> Access | None:
    return access_of(address.view) or OF_DJANGO.get(address.name)


def test_every_view_says_for_whom_it_is() -> None:
    assert [str(address) for address in addresses() if rule(address) is None] == []


@pytest.mark.parametrize("address", addresses(), ids=str)
def test_who_gets_in(address: Address, world: World) -> None:
    path = reverse(address.name, kwargs=world.arguments(address))
    found = {}
    for who, browser in world.browsers.items():
        answers = [asked(browser.get, path), asked(browser.post, path, world.sent.get(address.name))]
        if address.name.startswith("room:"):
            answers.append(asked(browser.post, path, {}, content_type="application/json"))
        assert all(answer.status_code < 500 for answer in answers), who
        found[who] = {gets_in(answer) for answer in answers if answer.status_code != 405}
        assert found[who], f"{path} takes neither GET nor POST"
        refused = [answer for answer in answers if not gets_in(answer)]
        assert not any(b"Ivan" in answer.content for answer in refused), who
    access = rule(address)
    assert access is not None
    assert found == {who: {may(who, address, access)} for who in Who}


@pytest.mark.parametrize("address", [a for a in addresses() if a.route.startswith("desk/")], ids=str)
def test_a_colleague_learns_nothing_of_olenas_by_naming_her(address: Address, world: World) -> None:
    olena = world.service.specialist.public_id
    colleague = world.browsers[Who.COLLEAGUE]
    path = f"{reverse(address.name, kwargs=world.arguments(address))}?specialist={olena}"
    sent = {"specialist": str(olena), "service": str(world.service.public_id)}
    for answer in (asked(colleague.get, path), asked(colleague.post, path, sent)):
        assert answer.status_code < 500
        assert not any(name in answer.content.decode() for name in ("Olena", "Ivan", "Maria"))


def asked(method: Callable[..., Any], *request: Any, **more: str) -> HttpResponse:
    """Ask, and take back whatever it did, so that each visitor finds the same world."""
    before = transaction.savepoint()
    try:
        return cast("HttpResponse", method(*request, **more))
    finally:
        transaction.savepoint_rollback(before)


def may(who: Who, address: Address, access: Access) -> bool:
    """What the mark on the view says of this visitor."""
    if access.audience is Audience.EVERYONE:
        return True
    if access.audience is Audience.API:
        # Whoever it is, and whatever cookies the browser sends: programs only.
        return False
    if access.audience is Audience.CLIENT:
        return who is Who.CLIENT
    if ROLES.get(who) not in access.roles:
        return False
    if address.name in OF_THE_SPECIALIST_ALONE:
        return who is Who.SPECIALIST
    if address.name in OF_ITS_OWNER and who is Who.RECEPTION:
        return False
    # What belongs to Olena is not there for a colleague, whatever their role.
    return who is not Who.COLLEAGUE or "<" not in address.route


def gets_in(answer: HttpResponse) -> bool:
    """Whether the visitor was let in, however little came of it."""
    if answer.status_code in (301, 302, 303):
        return not answer["Location"].startswith(reverse("account_login") + "?next=")
    if answer.status_code in (401, 404):
        return False
    if answer.status_code != 403:
        return True
    if "json" in answer["Content-Type"]:
        # The client is in, but their call has not begun.
        return bool(json.loads(answer.content)["code"] == "not_admitted")
    return False
