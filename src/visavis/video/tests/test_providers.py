"""What each provider gives to browsers, and that the settings choose one that exists."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured

from visavis.lib.clock import steady_seconds
from visavis.video.bench import IVAN, OLENA, granted, opened, spec
from visavis.video.fake import FakeVideo
from visavis.video.p2p import PeerToPeer
from visavis.video.p2p.turn import credentials
from visavis.video.port import NotOurs, Participant, RoomGone, RoomRef, VideoError, VideoProvider
from visavis.video.providers import check_settings, configured_names, default_name, provider, provider_of

TURN = "turn:turn.example.org"
SECRET = "a-secret-shared-with-coturn"
OPENSSL = "eJIi20XPC4dO+f+CAc98//3evVs="
UNTIL = datetime(2026, 12, 7, 11, 0, tzinfo=UTC)


def access(video: VideoProvider, who: Participant = IVAN) -> Mapping[str, Any]:
    return granted(video, opened(video), who, until=UNTIL).access


def test_between_browsers_no_third_server_is_named_unless_chosen() -> None:
    assert access(PeerToPeer())["iceServers"] == []
    chosen = PeerToPeer(stun_urls=["stun:stun.example.org"], turn_urls=[TURN], turn_secret=SECRET)
    stun, turn = access(chosen)["iceServers"]
    assert stun == {"urls": ["stun:stun.example.org"]}
    assert turn["urls"] == [TURN]


def test_relay_credentials_live_as_long_as_the_grant_and_differ_between_people() -> None:
    video = PeerToPeer(turn_urls=[TURN], turn_secret=SECRET)
    found = [access(video, who)["iceServers"][0] for who in (IVAN, OLENA)]
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
    offered = access(video)
    assert [server["urls"] for server in offered["iceServers"]] == [[TURN]]
    assert offered["relayOnly"] is True


def test_the_fake_refuses_a_room_that_was_never_opened() -> None:
    with pytest.raises(RoomGone) as refused:
        granted(FakeVideo(), RoomRef("fake", "nowhere"))
    # To open it and to ask again helps.
    assert not refused.value.permanent


def test_the_fake_fails_when_told_to() -> None:
    video = FakeVideo()
    with video.failing(), pytest.raises(VideoError) as refused:
        opened(video)
    assert not refused.value.permanent


def test_the_fake_is_slow_when_told_to() -> None:
    video = FakeVideo()
    with video.slow(0.05):
        began = steady_seconds()
        opened(video)
    assert steady_seconds() - began >= 0.05


def test_a_webhook_of_the_fakes_is_too_old_after_a_while() -> None:
    at = [UNTIL]
    video = FakeVideo(now=lambda: at[0])
    video.ensure_room(spec())
    (sent,) = video.deliveries
    assert video.read_webhook(sent.headers, sent.body)
    at[0] += timedelta(minutes=6)
    with pytest.raises(NotOurs):
        video.read_webhook(sent.headers, sent.body)


@pytest.fixture
def fresh() -> Any:
    provider.cache_clear()
    yield
    provider.cache_clear()


@pytest.mark.usefixtures("fresh")
class TestChoosing:
    def test_browser_to_browser_is_the_default_and_can_always_be_chosen(self, settings: Any) -> None:
        assert provider(default_name()).name == "p2p"
        settings.VIDEO = {"default": "fake", "providers": {}}
        assert (default_name(), configured_names()) == ("fake", ("fake", "p2p"))

    def test_options_reach_the_provider(self, settings: Any) -> None:
        settings.VIDEO = {"default": "p2p", "providers": {"p2p": {"relay_only": True}}}
        assert access(provider("p2p"))["relayOnly"] is True

    @pytest.mark.parametrize(
        "chosen",
        [
            {"default": "smoke signals"},
            {"default": "p2p", "providers": {"smoke signals": {}}},
            {"default": "p2p", "providers": {"p2p": {"colour": "red"}}},
        ],
    )
    def test_what_does_not_exist_is_refused_by_name(self, settings: Any, chosen: dict[str, Any]) -> None:
        settings.VIDEO = chosen
        with pytest.raises(ImproperlyConfigured, match=r"smoke signals|colour"):
            check_settings()

    def test_the_fake_does_not_exist_outside_the_demo(self, settings: Any) -> None:
        settings.VIDEO = {"default": "fake", "providers": {"fake": {}}}
        with pytest.raises(ImproperlyConfigured, match="demo"):
            provider("fake")
        settings.VISAVIS = dataclasses.replace(project.VISAVIS, demo=True)
        assert provider("fake").name == "fake"

    def test_a_call_on_a_provider_that_is_not_configured_any_more_is_an_error_to_live_with(self) -> None:
        with pytest.raises(VideoError) as refused:
            provider_of(RoomRef("fake", "room"))
        assert refused.value.permanent
