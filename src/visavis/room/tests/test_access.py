"""Whose room it is: every address as the client, a stranger, nobody, and each member of staff."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests import personas
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.people.models import Role
from visavis.room.tests.browsers import Browser, client_browser, staff_browser

SAID = ["join", "signal", "heartbeat", "leave"]
ASKED = ["events", "state"]


def admitted(ivan: Browser, hers: Browser) -> None:
    ivan.post(f"{ivan.base}enter/")
    hers.post(f"{hers.base}admit/")


def as_role(appointment: Appointment, role: Role) -> Browser:
    if role is Role.SPECIALIST:
        return staff_browser(appointment, personas.specialist().user)
    return staff_browser(appointment, personas.staff(role))


@pytest.fixture
def maria(clock: Any, appointment: Appointment) -> Browser:
    """A stranger, with a link of her own."""
    theirs = personas.booked(
        appointment.service, appointment.starts_at + timedelta(hours=1), details=personas.MARIA
    )
    browser = client_browser(theirs)
    browser.base = f"/a/{appointment.public_id}/"
    return browser


def test_nobody_and_strangers_get_nothing_of_a_clients_room(
    ivan: Browser, hers: Browser, maria: Browser, appointment: Appointment
) -> None:
    admitted(ivan, hers)
    nobody, signed_in = Browser(), staff_browser(appointment, appointment.specialist.user)
    nobody.base = signed_in.base = ivan.base
    for browser in (nobody, maria, signed_in):
        assert browser.get(ivan.base).status_code == 403
        assert browser.post(f"{ivan.base}enter/").status_code == 403
        assert [browser.get(f"{ivan.base}{what}/").status_code for what in ASKED] == [403, 403]
        for what in SAID:
            refused = browser.say(what)
            assert (refused.status_code, refused.json()["code"]) == (403, "no_grant")


def test_nobody_is_asked_to_sign_in_before_a_room_of_the_desk(appointment: Appointment, clock: Any) -> None:
    nobody = staff_browser(appointment, None)
    for what in ["", *(f"{name}/" for name in ASKED)]:
        assert nobody.get(f"{nobody.base}{what}").headers["Location"].startswith("/account/")
    for what in [*SAID, "open", "admit", "decline", "no-show", "outcome", "end"]:
        assert nobody.say(what).status_code == 401


def test_a_clients_grant_opens_nothing_of_the_desk(ivan: Browser, appointment: Appointment) -> None:
    ivan.base = f"/desk/appointments/{appointment.public_id}/room/"
    assert ivan.get(ivan.base).status_code == 302
    assert ivan.post(f"{ivan.base}admit/").status_code == 302
    appointment.refresh_from_db()
    assert appointment.lifecycle is State.SCHEDULED


def test_another_specialist_finds_no_such_room(ivan: Browser, appointment: Appointment) -> None:
    ivan.post(f"{ivan.base}enter/")
    petro = as_role(appointment, Role.SPECIALIST)
    assert petro.get(petro.base).status_code == 404
    for what in ["open", "admit", "decline", "no-show", "outcome", "end", *SAID]:
        assert petro.say(what).status_code == 404
    assert "Ivan" not in petro.get("/desk/queue/").text


@pytest.mark.parametrize("role", [Role.ADMIN, Role.RECEPTION])
def test_the_desk_sees_the_room_but_has_no_seat(
    ivan: Browser, hers: Browser, appointment: Appointment, role: Role
) -> None:
    admitted(ivan, hers)
    desk = as_role(appointment, role)
    page = desk.get(desk.base)
    assert page.status_code == 200
    assert "room-config" not in page.text
    for what in [*SAID, "end", "open"]:
        assert desk.say(what).status_code == 403
    for what in ASKED:
        assert desk.get(f"{desk.base}{what}/").status_code == 403


def test_an_administrator_may_let_in_and_reception_may_not(ivan: Browser, appointment: Appointment) -> None:
    ivan.post(f"{ivan.base}enter/")
    reception, admin = as_role(appointment, Role.RECEPTION), as_role(appointment, Role.ADMIN)
    assert "Let in" not in reception.get("/desk/queue/").text
    assert reception.post(f"{reception.base}admit/").status_code == 403
    assert reception.post(f"{reception.base}decline/").status_code == 403
    assert "Let in" in admin.get("/desk/queue/").text
    assert admin.post(f"{admin.base}admit/").status_code == 302
    appointment.refresh_from_db()
    assert appointment.lifecycle is State.IN_PROGRESS


def test_before_admission_no_seat_grant_or_signal_reaches_the_client(ivan: Browser, hers: Browser) -> None:
    ivan.post(f"{ivan.base}enter/")
    for browser in (ivan, hers):
        browser.send_heartbeat("tab")
        assert (browser.join("tab").status_code, browser.join("tab").json()["code"]) == (403, "not_admitted")
        said = {"seat": "x", "epoch": 1, "to": "y", "seq": 1, "data": {"to": 1, "candidates": []}}
        assert browser.say("signal", **said).json()["code"] == "not_admitted"
    assert ivan.events() == []
    assert '"seat"' not in ivan.get(ivan.base).text
    assert "iceServers" not in ivan.get(ivan.base).text


def test_a_third_tab_is_refused_and_may_take_over(ivan: Browser, hers: Browser) -> None:
    admitted(ivan, hers)
    hers.join("hers")
    first = ivan.join("first").json()["grant"]
    third = ivan.join("third")
    assert (third.status_code, third.json()["code"]) == (409, "seat_taken")
    assert ivan.join("third", take_over=True).json()["grant"]["epoch"] == 2
    assert ivan.events()[-1] == "seat_lost"
    said = {"seat": first["seat"], "epoch": 1, "to": "y", "seq": 1, "data": {"to": 1, "candidates": []}}
    stale = ivan.say("signal", **said)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_seat")


def test_after_the_end_nobody_joins(ivan: Browser, hers: Browser) -> None:
    admitted(ivan, hers)
    hers.say("end")
    for browser in (ivan, hers):
        over = browser.join("tab")
        assert (over.status_code, over.json()["code"]) == (410, "over")
    assert ivan.send_heartbeat("tab").json() == {"phase": "over"}
    assert ivan.ask("state")["overReason"] == "ended"


def test_what_is_asked_every_second_costs_little(
    ivan: Browser, hers: Browser, django_assert_num_queries: Callable[..., Any]
) -> None:
    admitted(ivan, hers)
    # The last one asks whether he is here with another device.
    with django_assert_num_queries(3):
        ivan.ask("events")
    # The session and the user come first at the desk.
    with django_assert_num_queries(4):
        hers.ask("events")
