"""The contract of channels as one test suite: a channel's test subclasses it and gives two fixtures.

It stands in the package so that a channel of somebody else's can be held to it, too.
"""

# ruff: noqa: S101  these are tests, run by pytest wherever a subclass stands

from dataclasses import replace

import pytest

from visavis.notify.port import Channel, ChannelError, OutgoingMessage

MESSAGE = OutgoingMessage(
    to="ivan@example.org",
    to_name="Іван Петренко",
    sender_name="Riverside Practice",
    subject="Нагадування: 14:30 (Берлін, UTC+1)",
    text="Вітаємо, Іване.\nЗустріч о 14:30 — https://consult.example/v/" + "a" * 42 + "\n.\nДо зустрічі",
    html="<p>Вітаємо</p>",
    message_id="<4f2c@consult.example>",
    reply_to="hello@riverside.example",
)


class OtherSide:
    """Where a channel's messages arrive, in a test."""

    def arrived(self) -> list[OutgoingMessage]:
        """What arrived, in order; only what the channel can carry is compared."""
        raise NotImplementedError

    def refuse(self, *, permanent: bool) -> None:
        """Refuse the next message."""
        raise NotImplementedError

    def vanish(self) -> None:
        """Be unreachable from now on."""
        raise NotImplementedError


class ChannelContract:
    """What holds for every channel."""

    carries: tuple[str, ...] = ("to", "text", "message_id")
    """Which parts of a message this channel brings to the other side."""
    message = MESSAGE

    def test_a_message_arrives_as_it_was_given(self, channel: Channel, other_side: OtherSide) -> None:
        channel.open()
        channel.send(self.message)
        (arrived,) = other_side.arrived()
        for part in self.carries:
            assert getattr(arrived, part) == getattr(self.message, part), part

    def test_many_messages_arrive_once_each_and_in_order(
        self, channel: Channel, other_side: OtherSide
    ) -> None:
        for number in range(5):
            channel.open()
            channel.send(replace(self.message, text=f"number {number}"))
        assert [message.text for message in other_side.arrived()] == [
            f"number {number}" for number in range(5)
        ]

    def test_a_closed_channel_can_be_used_again(self, channel: Channel, other_side: OtherSide) -> None:
        channel.send(self.message)
        channel.close()
        channel.close()
        channel.send(self.message)
        assert len(other_side.arrived()) == 2

    def test_a_second_attempt_bears_the_name_of_the_first(
        self, channel: Channel, other_side: OtherSide
    ) -> None:
        channel.send(self.message)
        channel.send(self.message)
        assert {message.message_id for message in other_side.arrived()} == {self.message.message_id}


class RefusingChannelContract(ChannelContract):
    """The contract of a channel whose other side can refuse a message."""

    @pytest.mark.parametrize("permanent", [True, False])
    def test_a_refusal_says_whether_trying_again_can_help(
        self, channel: Channel, other_side: OtherSide, permanent: bool
    ) -> None:
        other_side.refuse(permanent=permanent)
        with pytest.raises(ChannelError) as refused:
            channel.send(self.message)
        assert refused.value.permanent is permanent
        assert refused.value.detail

    def test_after_a_refusal_the_next_message_arrives(self, channel: Channel, other_side: OtherSide) -> None:
        other_side.refuse(permanent=False)
        with pytest.raises(ChannelError):
            channel.send(self.message)
        channel.send(self.message)
        assert len(other_side.arrived()) == 1

    def test_another_side_that_is_gone_may_come_back(self, channel: Channel, other_side: OtherSide) -> None:
        other_side.vanish()
        with pytest.raises(ChannelError) as gone:
            channel.send(self.message)
        assert not gone.value.permanent
