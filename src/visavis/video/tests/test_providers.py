"""Every provider keeps the contract, and the settings choose one that exists."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured

from visavis.video.contract import CHECKS, CLOSES, ROOM, granted, opened
from visavis.video.fake import FakeVideo
from visavis.video.p2p import PeerToPeer
from visavis.video.port import Part, VideoError, VideoProvider
from visavis.video.providers import PROVIDERS, provider


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
    assert [granted(video, part).for_browser["polite"] for part in Part] == [True, False]


def test_between_browsers_no_third_server_is_named_unless_chosen() -> None:
    assert granted(PeerToPeer(), Part.CLIENT).for_browser["iceServers"] == []
    chosen = [{"urls": "turn:turn.example.org"}]
    assert granted(PeerToPeer(ice_servers=chosen), Part.CLIENT).for_browser["iceServers"] == chosen


def test_the_fake_refuses_a_room_that_was_never_opened() -> None:
    with pytest.raises(VideoError) as refused:
        granted(FakeVideo(), Part.CLIENT)
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
        assert granted(provider(), Part.CLIENT).for_browser["relayOnly"] is True

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
