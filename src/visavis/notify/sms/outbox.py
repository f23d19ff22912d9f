"""The demo's text messages: they stay in its outbox."""

from visavis.notify.port import Channel, ChannelName
from visavis.notify.sms.gateway import Options, SettingsReader, SmsGateway


def _read(reader: SettingsReader, chosen: bool) -> Options:
    return {}


def _describe(options: Options) -> str:
    return "the demo's outbox"


def _channel() -> Channel:
    # The outbox has rows, and settings are read before Django knows any.
    from visavis.notify.outbox.channel import OutboxChannel

    return OutboxChannel(ChannelName.SMS)


OUTBOX = SmsGateway(
    name="outbox",
    read=_read,
    channel=_channel,
    describe=_describe,
    demo_only=True,
)
