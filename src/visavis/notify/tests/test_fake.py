"""The fake keeps the same promises as the real channels."""

import pytest

from visavis.notify.contract import OtherSide, RefusingChannelContract
from visavis.notify.fake import FakeChannel
from visavis.notify.port import ChannelError, OutgoingMessage


class Kept(OtherSide):
    def __init__(self, channel: FakeChannel) -> None:
        self._channel = channel

    def arrived(self) -> list[OutgoingMessage]:
        return self._channel.sent

    def refuse(self, *, permanent: bool) -> None:
        self._channel.refusals.append(ChannelError("no", permanent=permanent))

    def vanish(self) -> None:
        self._channel.refusals.append(ChannelError("nobody there", permanent=False))


class TestFake(RefusingChannelContract):
    @pytest.fixture
    def channel(self) -> FakeChannel:
        return FakeChannel()

    @pytest.fixture
    def other_side(self, channel: FakeChannel) -> Kept:
        return Kept(channel)
