"""What a page may send in a minute, and what it may leave behind."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests import personas
from visavis.live.models import Event
from visavis.people.models import Specialist
from visavis.room.rate_limit import MAX_CHAT_MESSAGES, SIGNAL_BYTES, SIGNALS
from visavis.room.tests.browsers import START, Browser, client_browser

pytestmark = pytest.mark.django_db


def in_call(ivan: Browser, hers: Browser) -> dict[str, Any]:
    """Both sit in the call; return what a signal of the client's begins with."""
    ivan.post(f"{ivan.base}enter/")
    hers.say("admit", tab="her-tab")
    his = ivan.join("his-tab").json()
    return {"seat": his["grant"]["seat"], "epoch": 1, "to": his["peers"][0]["id"], "seq": 1}


def test_a_mere_hold_gets_no_ticket_for_live_events(clock: time_machine.Traveller, olena: Specialist) -> None:
    held = personas.held(personas.service(olena, notice_min=0), START + timedelta(hours=1))
    browser = client_browser(held)
    assert browser.say("live").status_code == 409


def offer(size: int) -> dict[str, Any]:
    return {"to": 1, "description": {"type": "offer", "sdp": "x" * size}}


def test_signals_have_a_number_a_minute(ivan: Browser, hers: Browser) -> None:
    head = in_call(ivan, hers)
    answers = [ivan.say("signal", **head, data=offer(10)).status_code for _ in range(SIGNALS + 3)]
    assert answers == [204] * SIGNALS + [429] * 3


def test_large_signals_have_a_number_of_bytes_a_minute(ivan: Browser, hers: Browser) -> None:
    head = in_call(ivan, hers)
    answers = [ivan.say("signal", **head, data=offer(60_000)).status_code for _ in range(20)]
    kept = sum(len(str(payload)) for payload in Event.objects.values_list("payload", flat=True))
    assert 429 in answers
    assert kept < SIGNAL_BYTES * 1.1


def test_a_chat_has_an_end(ivan: Browser, hers: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visavis.room.rate_limit.MAX_CHAT_MESSAGES", 5)
    in_call(ivan, hers)
    answers = [ivan.say("chat", key=f"k{number}", text="hello").status_code for number in range(7)]
    assert answers == [204] * 5 + [429] * 2
    assert MAX_CHAT_MESSAGES >= 500, "a long consultation in writing"
