"""What a browser may say to the room: nothing unknown, nothing missing, nothing large."""

import json
from typing import Any

import pytest

from visavis.live.models import Event
from visavis.room.tests.browsers import Browser

HEARTBEAT = {"tab": "a", "visible": True, "connected": False, "camera": "on", "microphone": "off"}
OFFER = {"type": "offer", "sdp": "v=0"}
SIGNAL = {"seat": "x", "epoch": 1, "to": "y", "seq": 1, "data": {"to": 1, "description": OFFER}}


def data(**changes: Any) -> dict[str, Any]:
    return {**SIGNAL, "data": {"to": 1, **changes}}


@pytest.mark.parametrize(
    ("what", "body", "field"),
    [
        ("join", {"tab": "a"}, "takeOver"),
        ("join", {"takeOver": False}, "tab"),
        ("join", {"tab": "a", "takeOver": "yes"}, "takeOver"),
        ("join", {"tab": "a", "takeOver": False, "admin": True}, "admin"),
        ("join", {"tab": "", "takeOver": False}, "tab"),
        ("join", {"tab": "a b", "takeOver": False}, "tab"),
        ("join", {"tab": "a" * 65, "takeOver": False}, "tab"),
        ("join", [], "JSON"),
        ("leave", {"tab": "a", "seat": 7, "pressed": True}, "seat"),
        ("leave", {"tab": "a", "seat": "x", "pressed": 1}, "pressed"),
        ("heartbeat", {**HEARTBEAT, "camera": "broken"}, "camera"),
        ("heartbeat", {**HEARTBEAT, "connected": 1}, "connected"),
        ("signal", {**SIGNAL, "epoch": True}, "epoch"),
        ("signal", {**SIGNAL, "epoch": -1}, "epoch"),
        ("signal", {**SIGNAL, "epoch": 2**31}, "epoch"),
        ("signal", {**SIGNAL, "data": "hello"}, "data"),
        ("signal", {**SIGNAL, "data": {"description": OFFER}}, "data"),
        ("signal", data(html="<b>"), "data"),
        ("signal", data(description={"type": "poem", "sdp": ""}), "data"),
        ("signal", data(description={"type": ["offer"], "sdp": ""}), "data"),
        ("signal", data(description={"type": "offer", "sdp": "\x00"}), "data"),
        ("signal", data(description={"type": "offer", "sdp": "\ud800"}), "data"),
        ("signal", data(description={**OFFER, "more": 1}), "data"),
        ("signal", data(candidates={"candidate": "x"}), "data"),
        ("signal", data(candidates=["x"]), "data"),
        ("signal", data(candidates=[{"candidate": 1}]), "data"),
        ("signal", data(candidates=[{"candidate": "x", "address": "y"}]), "data"),
        ("signal", data(candidates=[{"candidate": "x"}] * 101), "data"),
    ],
)
def test_what_is_not_as_agreed_is_refused_by_its_field(
    ivan: Browser, what: str, body: Any, field: str
) -> None:
    refused = ivan.post(f"{ivan.base}{what}/", json.dumps(body), content_type="application/json")
    assert refused.status_code == 422
    assert refused.json()["code"] == "invalid"
    assert f"“{field}”" in refused.json()["detail"]


def test_what_is_no_json_is_refused(ivan: Browser) -> None:
    refused = ivan.post(f"{ivan.base}join/", "{", content_type="application/json")
    assert refused.status_code == 422


def test_more_than_64_kb_is_refused(ivan: Browser) -> None:
    big = data(description={"type": "offer", "sdp": "x" * 64 * 1024})
    refused = ivan.post(f"{ivan.base}signal/", json.dumps(big), content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")


def test_a_flood_is_refused_for_a_while(ivan: Browser, clock: Any) -> None:
    codes = [ivan.say("leave", tab="a", seat="x", pressed=False).status_code for _time in range(61)]
    assert codes == [204] * 60 + [429]
    clock.shift(60)
    assert ivan.say("leave", tab="a", seat="x", pressed=False).status_code == 204


def test_a_page_of_another_site_can_say_nothing(ivan: Browser) -> None:
    ivan.handler.enforce_csrf_checks = True
    assert ivan.join("a").status_code == 403


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1e3", "9" * 30, "²"])
def test_a_cursor_that_is_none_of_ours_asks_from_the_beginning(ivan: Browser, cursor: str) -> None:
    answer = ivan.get(f"{ivan.base}events/", {"after": cursor})
    assert answer.json() == {"events": [], "cursor": 0}
    assert not Event.objects.exists()


@pytest.mark.parametrize("body", ["[" * 60_000, '{"a":' * 9_000])
def test_brackets_thousands_deep_are_refused(ivan: Browser, body: str) -> None:
    refused = ivan.post(f"{ivan.base}join/", body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")


def test_a_field_named_by_half_of_a_character_is_refused_in_words_that_can_be_written(ivan: Browser) -> None:
    body = '{"tab": "a", "seat": "x", "pressed": true, "\\ud800": 1}'
    refused = ivan.post(
        f"{ivan.base}leave/", body, content_type="text/plain", headers={"Accept": "text/html"}
    )
    assert refused.status_code == 422
    assert "“JSON”" in refused.content.decode()
