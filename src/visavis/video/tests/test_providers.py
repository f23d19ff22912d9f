"""Every provider keeps the contract, and the settings choose one that exists."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured

from visavis.people.parties import CALL_PARTIES, Party
from visavis.video.contract import CHECKS, CLOSES, ROOM, UNTIL, granted, opened
from visavis.video.fake import FakeVideo
from visavis.video.p2p import PeerToPeer
from visavis.video.p2p.turn import credentials
from visavis.video.port import VideoError, VideoProvider
from visavis.video.providers import PROVIDERS, provider

TURN = "turn:turn.example.org"
SECRET = "a-secret-shared-with-coturn"
OPENSSL = "eJIi20XPC4dO+f+CAc98//3evVs="


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("make", PROVIDERS.values(), ids=PROVIDERS)
def test_it_keeps_the_contract(
    make: Callable[..., VideoProvider], check: Callable[[VideoProvider], None]
) -> None:
    check(make())


def test_the_contract_notices_a_provider_that_breaks_it() -> None:
    class Careless(PeerToPeer):
        def grant(self, room: str, **wanted: Any) -> Any:
            grant = super().grant(room, **wanted)
            return dataclasses.replace(grant, until=grant.until + timedelta(days=1))

    with pytest.raises(AssertionError):
        CHECKS[0](Careless())


def test_between_browsers_exactly_one_of_the_two_gives_way() -> None:
    video = opened(PeerToPeer())
    assert [granted(video, party).for_browser["polite"] for party in CALL_PARTIES] == [True, False]


def test_between_browsers_no_third_server_is_named_unless_chosen() -> None:
    assert granted(PeerToPeer(), Party.CLIENT).for_browser["iceServers"] == []
    chosen = PeerToPeer(stun_urls=["stun:stun.example.org"], turn_urls=[TURN], turn_secret=SECRET)
    stun, turn = granted(chosen, Party.CLIENT).for_browser["iceServers"]
    assert stun == {"urls": ["stun:stun.example.org"]}
    assert turn["urls"] == [TURN]


def test_relay_credentials_live_as_long_as_the_grant_and_differ_between_people() -> None:
    video = PeerToPeer(turn_urls=[TURN], turn_secret=SECRET)
    found = [granted(video, party).for_browser["iceServers"][0] for party in CALL_PARTIES]
    assert [int(server["username"].split(":")[0]) for server in found] == [int(UNTIL.timestamp())] * 2
    assert found[0]["username"] != found[1]["username"]
    assert SECRET not in str(found)


def test_a_username_is_proved_as_coturn_computes_it() -> None:
    # base64(hmac-sha1(secret, username)), here as openssl prints it.
    username, password = credentials(SECRET, until=datetime.fromtimestamp(1433895918, UTC), name="ivan")
    assert (username, password) == ("1433895918:ivan", OPENSSL)


def test_with_the_relay_only_no_other_server_is_named() -> None:
    video = PeerToPeer(
        stun_urls=["stun:stun.example.org"], turn_urls=[TURN], turn_secret=SECRET, relay_only=True
    )
    offered = granted(video, Party.CLIENT).for_browser
    assert [server["urls"] for server in offered["iceServers"]] == [[TURN]]
    assert offered["relayOnly"] is True


def test_the_fake_refuses_a_room_that_was_never_opened() -> None:
    with pytest.raises(VideoError) as refused:
        granted(FakeVideo(), Party.CLIENT)
    assert refused.value.permanent


def test_the_fake_fails_when_told_to() -> None:
    video = FakeVideo()
    with video.failing(), pytest.raises(VideoError) as refused:
        video.open_room(ROOM, seats=2, empty_timeout=timedelta(minutes=5), closes_at=CLOSES)
    assert not refused.value.permanent


@pytest.fixture
def fresh() -> Any:
    provider.cache_clear()
    yield
    provider.cache_clear()


@pytest.mark.usefixtures("fresh")
class TestChoosing:
    def test_browser_to_browser_is_the_default(self) -> None:
        assert provider().name == "p2p"

    def test_options_reach_the_provider(self, settings: Any) -> None:
        settings.VIDEO = {"provider": "p2p", "relay_only": True}
        assert granted(provider(), Party.CLIENT).for_browser["relayOnly"] is True

    @pytest.mark.parametrize("chosen", [{"provider": "smoke signals"}, {"provider": "p2p", "colour": "red"}])
    def test_what_does_not_exist_is_refused_by_name(self, settings: Any, chosen: dict[str, str]) -> None:
        settings.VIDEO = chosen
        with pytest.raises(ImproperlyConfigured, match=r"smoke signals|colour"):
            provider()

    def test_the_fake_does_not_exist_outside_the_demo(self, settings: Any) -> None:
        settings.VIDEO = {"provider": "fake"}
        with pytest.raises(ImproperlyConfigured, match="demo"):
            provider()
        settings.VISAVIS = dataclasses.replace(project.VISAVIS, demo=True)
        assert provider().name == "fake"
