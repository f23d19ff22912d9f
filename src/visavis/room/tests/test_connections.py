"""After a call staff see how each one's connection was."""

from datetime import timedelta
from typing import Any

import pytest

from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.calls.models import Connection
from visavis.practice.models import Practice
from visavis.room.tests.browsers import START, Browser

pytestmark = pytest.mark.django_db

HEALTH = {
    "browser": "Firefox",
    "path": {"local": "relay", "remote": "srflx", "protocol": "tcp"},
    "rttMs": 40,
    "received": 1000,
    "lost": 10,
    "restarts": 1,
}


def seated(ivan: Browser, hers: Browser) -> dict[str, Any]:
    """Both are in the call; his seat and epoch."""
    ivan.say("enter")
    ivan.send_heartbeat("his")
    assert hers.say("admit", tab="hers").json()["grant"]["epoch"] == 1
    grant = ivan.join("his").json()["grant"]
    return {"seat": grant["seat"], "epoch": grant["epoch"]}


def test_staff_see_kinds_and_figures_of_both_and_the_client_none(ivan: Browser, hers: Browser) -> None:
    seat = seated(ivan, hers)
    assert ivan.say("report", **seat, health=HEALTH).status_code == 204
    hers.say("end")
    page = hers.get(hers.base).content.decode()
    for words in (
        "How the connection was",
        "Firefox",
        "through the relay",
        "(TCP)",
        "40 ms on average",
        "1.0 %",
    ):
        assert words in page
    assert page.count("New paths looked for") == 2
    assert "How the connection was" not in ivan.get(ivan.base).content.decode()


def test_never_connected_is_said_only_while_the_record_would_show_it(
    ivan: Browser, hers: Browser, appointment: Appointment, clock: Any
) -> None:
    words = "never connected"
    seated(ivan, hers)
    hers.say("end")
    assert words in hers.get(hers.base).text
    Appointment.objects.filter(pk=appointment.pk).update(state=State.COMPLETED.value)
    assert words not in hers.get(hers.base).text
    Appointment.objects.filter(pk=appointment.pk).update(state=State.TECHNICAL_FAILURE.value)
    clock.shift(Practice.current().retention.technical + timedelta(hours=2))
    assert appointment.specialist.user is not None
    hers.force_login(appointment.specialist.user)
    assert words not in hers.get(hers.base).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"browser": "Mozilla/5.0"},
        {"path": {"local": "10.0.0.1", "remote": "host", "protocol": "udp"}},
        {"path": {"local": "host", "remote": "host"}},
        {"rttMs": -1},
        {"received": 10**9},
        {"rttMs": 10**6},
        {"restarts": 10**6},
        {"lost": "many"},
        {"address": "10.0.0.1"},
    ],
)
def test_nothing_but_kinds_and_figures_is_taken(ivan: Browser, hers: Browser, wrong: dict[str, Any]) -> None:
    seat = seated(ivan, hers)
    assert ivan.say("report", **seat, health=HEALTH | wrong).status_code == 422
    assert Connection.objects.get(party="client").packets_received == 0


def test_a_page_of_the_past_reports_and_renews_nothing(ivan: Browser, hers: Browser) -> None:
    seat = seated(ivan, hers)
    ivan.join("another", take_over=True)
    assert ivan.say("report", **seat, health=HEALTH).json()["code"] == "stale_seat"
    assert ivan.say("renew", **seat).json()["code"] == "stale_seat"


def test_the_last_figures_are_taken_although_the_call_is_over(ivan: Browser, hers: Browser) -> None:
    seat = seated(ivan, hers)
    assert hers.say("end").status_code in {204, 302}
    assert ivan.say("report", **seat, health=HEALTH).status_code == 204


def test_before_admission_nothing_is_renewed_or_said(ivan: Browser, appointment: Appointment) -> None:
    ivan.say("enter")
    answer = ivan.say("renew", seat="a", epoch=1)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_admitted")
    assert ivan.say("chat", key="1", text="Hello").json()["code"] == "not_admitted"
    assert ivan.ask("chat") == {"lines": []}


def test_a_line_of_the_chat_reaches_the_other_and_is_kept_for_a_reload(ivan: Browser, hers: Browser) -> None:
    seated(ivan, hers)
    assert ivan.say("chat", key="k-1", text="  Can you hear me?  ").status_code == 204
    line = {"key": "k-1", "by": "client", "text": "Can you hear me?", "at": START.isoformat()}
    assert hers.ask("chat") == {"lines": [line]}
    assert hers.events()[-1] == "chat"
    for wrong in ({"text": "  "}, {"text": "x" * 2001}, {"key": "<b>", "text": "Hello"}, {"text": "\x00"}):
        assert ivan.say("chat", **({"key": "k-2"} | wrong)).status_code == 422
