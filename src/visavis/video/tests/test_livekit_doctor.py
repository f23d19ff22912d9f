"""What the doctor finds at a real LiveKit server that is set up well, and at some that are not."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.livekit.caddy import caddy_before
from tests.livekit.practice import GatedLiveKit, a_gate
from tests.livekit.server import KEY, SECRET, LiveKitServer, free_udp_port
from tests.livekit.visitors import Crowd, Mailbox
from tests.ports import free_port
from visavis.video.livekit import LiveKit
from visavis.video.livekit.gate import DOCTOR
from visavis.video.livekit.media_probe import answers_udp, opens_tcp
from visavis.video.livekit.rooms import new_test_room
from visavis.video.livekit.tokens import ApiKey, join_claims
from visavis.video.port import Finding, State

pytestmark = pytest.mark.processes


@contextmanager
def livekit(
    folder: Path,
    *,
    gated: bool = True,
    proxy_asks: bool = True,
    calls_back: bool = True,
    secret: str = SECRET,
    **further: Any,
) -> Iterator[LiveKit]:
    with ExitStack() as stack:
        mailbox = Mailbox()
        stack.callback(mailbox.close)
        webhook = mailbox.url if calls_back else ""
        server = stack.enter_context(LiveKitServer(folder, webhook=webhook, **further))
        gate = stack.enter_context(a_gate())
        address = stack.enter_context(caddy_before(folder, livekit=server.port, pages=gate.port))
        url = f"ws://{address}" if proxy_asks else server.url
        made = GatedLiveKit(
            urls=[url], api_urls=[server.api_url], key=KEY, secret=secret, gated=gated,
            webhook_came=lambda _room: None, has_webhook_come=mailbox.has_one_about,
        )  # fmt: skip
        gate.provider = made
        stack.callback(made.close)
        yield made


def said(found: Any, state: State) -> str:
    return "\n".join(one.said for one in found if one.state is state)


def test_where_all_is_well_everything_is_good(tmp_path: Path) -> None:
    with livekit(tmp_path) as made:
        found = made.check()
    assert {one.state for one in found} == {State.GOOD}, found
    words = said(found, State.GOOD)
    for part in ("answers", "takes our key", "makes no room but ours", "asks us", "webhooks reach us"):
        assert part in words
    assert "by UDP" in words
    assert "by TCP" in words


def test_a_secret_that_is_not_its_own_is_found(tmp_path: Path) -> None:
    with livekit(tmp_path, secret="o" * 40) as made:
        words = said(made.check(), State.MEND)
    assert "VISAVIS_LIVEKIT_SECRET" in words
    assert "oooo" not in words


def test_a_server_that_makes_rooms_for_whoever_comes_is_found(tmp_path: Path) -> None:
    with livekit(tmp_path, room={"auto_create": True}) as made:
        assert "auto_create" in said(made.check(), State.MEND)


def test_a_proxy_that_does_not_ask_is_found(tmp_path: Path) -> None:
    with livekit(tmp_path, proxy_asks=False) as made:
        assert "does not ask us" in said(made.check(), State.MEND)


def test_a_gate_that_is_not_meant_to_be_is_a_note(tmp_path: Path) -> None:
    with livekit(tmp_path, gated=False, proxy_asks=False) as made:
        assert "can come back" in said(made.check(), State.NOTE)


def test_webhooks_that_do_not_come_are_found(tmp_path: Path) -> None:
    with livekit(tmp_path, calls_back=False) as made:
        assert "no webhook" in said(made.check(), State.MEND)


def test_a_server_that_takes_no_media_by_tcp_is_found(tmp_path: Path) -> None:
    rtc = {
        "node_ip": "127.0.0.1", "use_external_ip": False, "enable_loopback_candidate": True,
        "udp_port": free_udp_port(), "tcp_port": 0, "stun_servers": ["127.0.0.1:3478"],
    }  # fmt: skip
    with livekit(tmp_path, rtc=rtc) as made:
        found = made.check()
    assert "takes no media by TCP" in said(found, State.MEND)
    assert "by UDP" in said(found, State.GOOD)


@pytest.mark.parametrize("answers", [b"", b"\x01\x01" + bytes(30)], ids=["silence", "something else"])
def test_a_port_that_does_not_answer_as_livekit_does_is_closed(answers: bytes) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as there:
        there.bind(("127.0.0.1", 0))
        there.settimeout(5)

        def reply() -> None:
            _, sender = there.recvfrom(2048)
            if answers:
                there.sendto(answers, sender)

        threading.Thread(target=reply, daemon=True).start()
        place = f"127.0.0.1:{there.getsockname()[1]}"
        assert not answers_udp(place, b"theirs:ours", b"password", within_s=1)
    assert not opens_tcp(f"127.0.0.1:{free_port()}")


def test_an_address_at_which_nobody_answers_is_found_soon() -> None:
    nobody = LiveKit(urls=[f"ws://127.0.0.1:{free_port()}"], key=KEY, secret=SECRET)
    found: Any = nobody.check()
    assert [one.state for one in found] == [State.MEND, State.MEND]
    assert "no browser can join" in found[0].said
    nobody.close()


def test_the_doctor_leaves_no_room_behind(tmp_path: Path) -> None:
    with livekit(tmp_path) as made:
        made.check()
        assert [room["name"] for room in made._api.rooms([])] == []


def test_whoever_comes_as_the_doctor_is_let_into_no_room(gated_livekit: GatedLiveKit, crowd: Crowd) -> None:
    room = new_test_room()
    gated_livekit._api.create_room(room, people=1, empty_timeout=timedelta(minutes=1))
    until = datetime.now(UTC) + timedelta(minutes=1)
    token = ApiKey(KEY, SECRET).sign(join_claims(room, DOCTOR), until=until)
    assert not crowd.gets_in(gated_livekit._urls[0], token)


def test_findings_hold_no_secret(gated_livekit: GatedLiveKit) -> None:
    found: list[Finding] = list(gated_livekit.check())
    assert SECRET not in str(found)
