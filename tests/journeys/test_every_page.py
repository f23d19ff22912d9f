"""Every address that shows a page, and every face that is reached by a step: by day, by night, on a phone.

The addresses are the resolver's own, so that a new page is looked at without being named here.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.urls import reverse
from playwright.sync_api import APIResponse, Page, Route, expect

from tests import personas
from tests.journeys.changed_pages import after_changes
from tests.journeys.conftest import Site
from tests.journeys.page_checks import page_problems
from tests.journeys.windows import PHONE, Browsers
from tests.personas import IVAN, PASSWORD
from tests.roles.visitors import Endpoint, Visitor, World, endpoints, make_world
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.services import cancel, decline
from visavis.history.access import REQUESTED_COOKIE, signed
from visavis.history.models import HistoryAccess
from visavis.lib import clock
from visavis.notify.models import OutboxItem
from visavis.people.access import Audience, access_of
from visavis.people.links import GRANT_COOKIE, sign_grant
from visavis.people.models import User
from visavis.people.parties import Party
from visavis.people.session_cookie import session_key_in
from visavis.room.page_state import PageState
from visavis.schedule.models import Place
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import Visit
from visavis.web import errors

pytestmark = [pytest.mark.journey, pytest.mark.timeout(400)]

VISITORS = {
    Audience.CLIENT: (Visitor.CLIENT,),
    Audience.STAFF: (Visitor.ADMIN, Visitor.SPECIALIST, Visitor.COLLEAGUE, Visitor.RECEPTION),
    Audience.EVERYONE: (Visitor.NOBODY, Visitor.STRANGER, Visitor.ADMIN),
}
"""Who is asked to open a page, until one of them sees it."""

WITHOUT_PAGE = {
    "set_language", "api:api-root",
    "desk:hours_week", "desk:hours_place", "desk:hours_date", "desk:hours_reset_date", "desk:hours_off",
    "desk:hours_unblock", "desk:invite_again", "desk:show_link",
    "desk:service_booked", "desk:wall_time_tell", "desk:wall_time_back",
    "desk:approve", "desk:decline", "desk:cancel", "desk:reopen",
    "desk:block", "desk:unblock", "desk:revoke_links", "desk:message_resend", "desk:messages_resend",
    "desk:reset_second_step", "booking:new_link",
    "booking:hold", "booking:open_link", "booking:confirm", "booking:book",
    "booking:confirm_contact", "booking:ask_again",
}  # fmt: skip
"""What has no page of its own, or one only after a step, which the other journeys here take."""


@pytest.fixture
def world(site: Site) -> World:
    """The world of the role matrix, in which everything that is asked for before a page was done."""
    made = make_world(now=clock.now())
    reauthenticate(made.browsers[Visitor.SPECIALIST])
    colleague, reception = (user_of(made.browsers[who]) for who in (Visitor.COLLEAGUE, Visitor.RECEPTION))
    # Without a second factor, the one can set it up.
    Authenticator.objects.filter(user=colleague).delete()
    reauthenticate(made.browsers[Visitor.COLLEAGUE])
    # With notes that are sealed, they can be opened.
    User.objects.filter(pk=colleague.pk).update(notes_sealed_at=clock.now())
    # Without a password, the other can choose one.
    reception.set_unusable_password()
    reception.save(update_fields=["password"])
    made.browsers[Visitor.RECEPTION].force_login(reception)
    # Between the two steps of signing in, and with a code on its way.
    between = made.browsers[Visitor.STRANGER]
    between.post(
        "/account/login/", {"login": user_of(made.browsers[Visitor.ADMIN]).email, "password": PASSWORD}
    )
    asked = HistoryAccess.objects.create(email=IVAN.email, language="en", requested_at=clock.now())
    between.cookies[REQUESTED_COOKIE] = signed(asked.public_id, REQUESTED_COOKIE)
    return made


def reauthenticate(browser: Client) -> None:
    """Give the password once more, as it is asked for before the second factor is shown."""
    answer = browser.post("/account/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == HTTPStatus.FOUND


def user_of(browser: Client) -> User:
    session = SessionStore(session_key_in(browser.cookies[settings.SESSION_COOKIE_NAME].value))
    return User.objects.get(pk=session["_auth_user_id"])


@pytest.fixture
def pages(context: Browsers, world: World, site: Site) -> dict[Visitor, Page]:
    """A page of everybody's on a phone, in the language whose words are longest."""
    return {who: opened(context, site, browser) for who, browser in world.browsers.items()}


def opened(context: Browsers, site: Site, browser: Client) -> Page:
    """A page in a browser that has the cookies of a test's client."""
    fresh = context(viewport=PHONE, locale="uk-UA")
    cookies = [{"name": name, "value": one.value, "url": site.url} for name, one in browser.cookies.items()]
    fresh.add_cookies(cookies)  # type: ignore[arg-type]  # a TypedDict, spelled as a dict
    return fresh.new_page()


def test_every_address_that_shows_a_page_holds(pages: dict[Visitor, Page], world: World) -> None:
    elsewhere, found = set(), {}
    for endpoint in endpoints():
        answers = set()
        for page, path in visits(endpoint, pages, world):
            answer = page.context.request.get(path, max_redirects=0)
            answers.add(answer.status)
            if shows_a_page(answer):
                page.goto(path)
                found[str(endpoint)] = page_problems(page)
                break
        else:
            if HTTPStatus.FOUND in answers and HTTPStatus.OK not in answers:
                elsewhere.add(endpoint.name)
    assert_no_problems(found)
    assert elsewhere ^ WITHOUT_PAGE == set()
    assert len(found) > 50


def visits(endpoint: Endpoint, pages: dict[Visitor, Page], world: World) -> Iterator[tuple[Page, str]]:
    """Whoever may have a page to see at this endpoint, and its path."""
    access = access_of(endpoint.view)
    audience = access.audience if access else Audience.EVERYONE
    for who in VISITORS.get(audience, ()):
        yield pages[who], reverse(endpoint.name, kwargs=world.arguments(endpoint))


def shows_a_page(answer: APIResponse) -> bool:
    """Whether it is a whole page, and neither a part of one nor a file."""
    html = answer.headers.get("content-type", "").startswith("text/html")
    return answer.ok and html and "<html" in answer.text()


def assert_no_problems(found: dict[str, dict[str, Any]]) -> None:
    """Fail with the problems of all pages, a line each, so that one run shows all of them."""
    told = [
        f"{name} {what}: {where}"
        for name, page_problems in found.items()
        for what, where in page_problems.items()
    ]
    if told:
        pytest.fail("\n".join(told), pytrace=False)


# How an app's own browser names itself.
IN_AN_APP = "Mozilla/5.0 (Linux; Android 14; wv) Chrome/126 Mobile Instagram 330.0"


def test_what_is_shown_instead_of_a_page_and_after_a_step_holds(
    context: Browsers, pages: dict[Visitor, Page], world: World, site: Site
) -> None:
    found = {}
    page, admin = pages[Visitor.NOBODY], pages[Visitor.ADMIN]
    for path in ("/nothing/", "/v/broken", f"/a/{world.appointment.public_id}/", "/history/appointments/"):
        page.goto(path)
        found[path] = page_problems(page)
    pages[Visitor.SPECIALIST].goto("/desk/practice/")
    found["403"] = page_problems(pages[Visitor.SPECIALIST])
    for name, answer in broken_answers().items():
        page.route(f"**/{name}", partial(Route.fulfill, **answer))
        page.goto(f"/{name}")
        found[name] = page_problems(page)
    page.goto("/link/")
    page.locator("main form input:not([type=hidden])").first.fill("nobody@example.org")
    found["link sent"] = sent(page)
    inside = context(viewport=PHONE, locale="uk-UA", user_agent=IN_AN_APP).new_page()
    inside.goto(f"/v/{world.things['token']}")
    found["in an app"] = page_problems(inside)
    for what, path in steps(world).items():
        admin.goto(path)
        found[what] = sent(admin)
    for path, words in after_changes(world).items():
        admin.goto(path)
        expect(admin.locator("main")).to_contain_text(words)
        found[f"{path} after a change"] = page_problems(admin)
    for path in the_demos(world):
        page.goto(path)
        found[path] = page_problems(page)
    assert_no_problems(found)


def broken_answers() -> dict[str, dict[str, Any]]:
    """The pages for what a browser does not bring about: they are drawn here, and shown by it."""
    request = RequestFactory().get("/")
    request.session, request.user = SessionBase(), AnonymousUser()
    answers = {
        "400": errors.bad_request(request, Exception()),
        "500": errors.server_error(request),
        "csrf": errors.csrf_failure(request),
    }
    return {
        name: {"status": answer.status_code, "body": answer.content, "content_type": "text/html"}
        for name, answer in answers.items()
    }


def steps(world: World) -> dict[str, str]:
    """Pages with a form whose answer is a page of its own."""
    return {
        "invited": f"/desk/team/{world.things['team']}/",
        "link shown": f"/desk/appointments/{world.appointment.public_id}/link/",
    }


def the_demos(world: World) -> Iterator[str]:
    """What only the demo has, and the resolver of tests has not."""
    for body in ("", "<h1>Your appointment</h1>"):
        item = OutboxItem.objects.create(
            channel="email", to="a@example.org", subject="Your appointment", text="Words", html=body
        )
    yield from ("/demo/outbox/", f"/demo/outbox/{item.public_id}/", "/account/one-time/unknown/")


def sent(page: Page) -> dict[str, Any]:
    """Send the page's form, and look at the answer."""
    with page.expect_navigation():
        page.locator("main form:not([action*='/language/'])").last.locator("button").click()
    return page_problems(page)


def booked(world: World, hour: int, **service: Any) -> Appointment:
    """An appointment of Ivan's the week after, of a service of this kind."""
    start = world.appointment.starts_at.replace(hour=hour) + timedelta(days=7)
    kind = personas.service(world.service.specialist, **service)
    return personas.booked(kind, start, now=clock.now())


def page_states(world: World) -> dict[PageState, Appointment]:
    """An appointment for each face of the personal page that time alone brings about."""
    now, by = clock.now(), personas.by()
    made = {
        PageState.AHEAD: world.appointment,
        PageState.HELD: personas.held(
            world.service, world.appointment.starts_at + timedelta(days=1), now=now
        ),
        PageState.REQUESTED: booked(world, 9, needs_approval=True),
        PageState.IN_PERSON: booked(world, 10, place=Place.IN_PERSON.value),
        PageState.DECLINED: booked(world, 11, needs_approval=True),
        PageState.EXPIRED: booked(world, 12, needs_approval=True),
        PageState.CANCELLED: booked(world, 13),
        PageState.TURNED_AWAY: booked(world, 14),
    }
    decline(appointment_id=made[PageState.DECLINED].pk, by=by, now=now, reason="No time")
    cancel(appointment_id=made[PageState.CANCELLED].pk, by=by, now=now, reason="Ill today")
    # Came back late to a consultation that is not over, and was not let in again.
    late = made[PageState.TURNED_AWAY]
    Appointment.objects.filter(pk=late.pk).update(state=State.IN_PROGRESS.value)
    Visit.objects.create(
        appointment=late, party=Party.CLIENT.value, stage=Stage.TURNED_AWAY.value, entered_at=now
    )
    past = made[PageState.EXPIRED]
    Appointment.objects.filter(pk=past.pk).update(state=State.EXPIRED.value)
    return made


def test_every_face_of_the_personal_page_holds(context: Browsers, world: World, site: Site) -> None:
    made, found = page_states(world), {}
    page = context(viewport=PHONE, locale="uk-UA").new_page()
    for state, appointment in made.items():
        key = sign_grant(appointment.public_id, appointment.link_generation)
        page.context.add_cookies([{"name": GRANT_COOKIE, "value": key, "url": site.url}])
        page.goto(f"/a/{appointment.public_id}/")
        expect(page.locator("h1")).to_be_visible()
        found[state.value] = page_problems(page)
        if state is PageState.HELD:
            page.goto(f"/a/{appointment.public_id}/book/")
            expect(page.locator("[name=consent]")).to_be_visible()
            found["the form"] = page_problems(page)
            Appointment.objects.filter(pk=appointment.pk).update(held_until=clock.now())
            page.reload()
            expect(page.locator("[name=consent]")).to_have_count(0)
            found["time ran out"] = page_problems(page)
    assert_no_problems(found)
    # These are looked at where one walks through them: in `test_room_pages.py`.
    assert set(PageState) - set(made) == {
        PageState.DOOR, PageState.ELSEWHERE, PageState.INSIDE, PageState.COMPLETED, PageState.MISSED,
        PageState.FAILED,
    }  # fmt: skip
