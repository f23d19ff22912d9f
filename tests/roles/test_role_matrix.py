"""Every endpoint with every kind of visitor: who gets in is what the view declares."""

import json
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from tests.personas import MONDAY
from tests.roles.visitors import ROLES, Endpoint, Visitor, World, endpoints, make_world
from visavis.messages.delivery import heartbeats
from visavis.people.access import Access, Audience, access_of

pytestmark = pytest.mark.django_db

DJANGO_VIEWS = {"set_language": Access(Audience.EVERYONE)}
"""Views that are not ours to mark."""

SPECIALIST_ONLY = {
    "room:desk_live",
    "room:desk_events", "room:desk_state", "room:desk_join", "room:desk_signal", "room:desk_heartbeat",
    "room:desk_leave", "room:desk_renew", "room:desk_report", "room:desk_chat", "room:end", "room:open",
    "notes:page", "notes:save_note", "notes:save_summary", "notes:share", "notes:withdraw",
    "notes:revisions", "notes:restore",
}  # fmt: skip
"""Closed to administrators: opening the room, the specialist's seat in the call, the notes."""


OWNER_ONLY = {"desk:token_revoke"}
"""Closed to reception, who sees all days; open to administrators."""


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(MONDAY, tick=False):
        heartbeats.record("worker", now=MONDAY)
        heartbeats.record_jobs(now=MONDAY)
        yield make_world()


def declared_access(endpoint: Endpoint) -> Access | None:
    return access_of(endpoint.view) or DJANGO_VIEWS.get(endpoint.name)


def test_every_view_says_for_whom_it_is() -> None:
    assert [str(endpoint) for endpoint in endpoints() if declared_access(endpoint) is None] == []


@pytest.mark.parametrize("endpoint", endpoints(), ids=str)
def test_who_gets_in(endpoint: Endpoint, world: World) -> None:
    path = reverse(endpoint.name, kwargs=world.arguments(endpoint))
    found = {}
    for who, browser in world.browsers.items():
        answers = [
            request_and_roll_back(browser.get, path),
            request_and_roll_back(browser.post, path, world.sent.get(endpoint.name)),
        ]
        if endpoint.name.startswith("room:"):
            answers.append(request_and_roll_back(browser.post, path, {}, content_type="application/json"))
        assert all(answer.status_code < 500 for answer in answers), who
        found[who] = {is_let_in(answer) for answer in answers if answer.status_code != 405}
        assert found[who], f"{path} takes neither GET nor POST"
        refused = [answer for answer in answers if not is_let_in(answer)]
        assert not any(b"Ivan" in answer.content for answer in refused), who
    access = declared_access(endpoint)
    assert access is not None
    assert found == {who: {is_allowed(who, endpoint, access)} for who in Visitor}


@pytest.mark.parametrize("endpoint", [a for a in endpoints() if a.route.startswith("desk/")], ids=str)
def test_a_colleague_learns_nothing_of_olenas_by_naming_her(endpoint: Endpoint, world: World) -> None:
    olena = world.service.specialist.public_id
    colleague = world.browsers[Visitor.COLLEAGUE]
    path = f"{reverse(endpoint.name, kwargs=world.arguments(endpoint))}?specialist={olena}"
    sent = {"specialist": str(olena), "service": str(world.service.public_id)}
    for answer in (
        request_and_roll_back(colleague.get, path),
        request_and_roll_back(colleague.post, path, sent),
    ):
        assert answer.status_code < 500
        assert not any(name in answer.content.decode() for name in ("Olena", "Ivan", "Maria"))


def request_and_roll_back(method: Callable[..., Any], *request: Any, **more: str) -> HttpResponse:
    """Send a request and roll back its writes, so that each visitor finds the same data."""
    before = transaction.savepoint()
    try:
        return cast("HttpResponse", method(*request, **more))
    finally:
        transaction.savepoint_rollback(before)


def is_allowed(who: Visitor, endpoint: Endpoint, access: Access) -> bool:
    """What the view's declared access says of this visitor."""
    if access.audience is Audience.EVERYONE:
        return True
    if access.audience in {Audience.API, Audience.PROVIDER}:
        # For programs only, whatever cookies a browser sends.
        return False
    if access.audience is Audience.CLIENT:
        return who is Visitor.CLIENT
    if ROLES.get(who) not in access.roles:
        return False
    if endpoint.name in SPECIALIST_ONLY:
        return who is Visitor.SPECIALIST
    if endpoint.name in OWNER_ONLY and who is Visitor.RECEPTION:
        return False
    # Olena's rows do not exist for a colleague.
    return who is not Visitor.COLLEAGUE or "<" not in endpoint.route


def is_let_in(answer: HttpResponse) -> bool:
    """Whether the visitor was let in, whatever the answer."""
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
