"""Who reads a message: their name, address, language and zone, as they are now."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from visavis.booking.models import Appointment
from visavis.messages.kinds import Recipient
from visavis.messages.models import Message
from visavis.notify.port import ChannelName


@dataclass(frozen=True, slots=True)
class Reader:
    """The one whom a message is for. `address` is empty where we have none."""

    name: str
    address: str
    language: str
    zone: ZoneInfo


def reader_of(message: Message) -> Reader:
    """The reader of a message whose appointment, service, specialist and user are loaded."""
    appointment, channel = message.appointment, ChannelName(message.channel)
    if Recipient(message.recipient) is Recipient.SPECIALIST:
        return _specialist(appointment, channel)
    return Reader(
        name=appointment.client_name,
        address=appointment.client_email if channel is ChannelName.EMAIL else appointment.client_phone,
        language=appointment.client_language,
        # Who comes to a place lives by its clocks, wherever they are when they read this.
        zone=appointment.client_tz if appointment.service.by_video else ZoneInfo(appointment.specialist.zone),
    )


def _specialist(appointment: Appointment, channel: ChannelName) -> Reader:
    specialist = appointment.specialist
    user = specialist.user
    email = specialist.email or (user.email if user else "")
    return Reader(
        name=specialist.name,
        address=email if channel is ChannelName.EMAIL else specialist.phone,
        language=user.language if user else "en",
        zone=ZoneInfo(specialist.zone),
    )
