"""A channel that keeps what it is given, for tests of everything that sends."""

from visavis.notify.port import ChannelError, OutgoingMessage, Receipt


class FakeChannel:
    """Keeps messages in `sent`; refuses once for each of `refusals`, and always while `unreachable`."""

    def __init__(self) -> None:
        self.sent: list[OutgoingMessage] = []
        self.refusals: list[ChannelError] = []
        self.unreachable: ChannelError | None = None

    def open(self) -> None:
        """Raise while unreachable."""
        if self.unreachable:
            raise self.unreachable

    def send(self, message: OutgoingMessage) -> Receipt:
        """Keep the message, or raise the next refusal."""
        if self.refusals:
            raise self.refusals.pop(0)
        self.sent.append(message)
        return Receipt(provider_id=f"fake-{len(self.sent)}")

    def close(self) -> None:
        """Nothing to let go of."""
