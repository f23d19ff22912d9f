"""To whom a message goes: name, address, language and zone as they are now."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from visavis.booking.models import Appointment
from visavis.lib.plain_text import short_name
from visavis.messages.kinds import Recipient
from visavis.messages.models import Message
from visavis.notify.port import ChannelName


@dataclass(frozen=True, slots=True)
class Addressee:
    """The person a message is for. `address` is empty where none is known."""

    name: str
    address: str
    language: str
    zone: ZoneInfo


def addressee_of(message: Message) -> Addressee:
    """The addressee of a message whose appointment, service, specialist and user are loaded."""
    appointment, channel = message.appointment, ChannelName(message.channel)
    if Recipient(message.recipient) is Recipient.SPECIALIST:
        return _specialist(appointment, channel)
    if Recipient(message.recipient) is Recipient.TEAM:
        return _member(message, appointment)
    return Addressee(
        name=short_name(appointment.client_name),
        address=appointment.client_email if channel is ChannelName.EMAIL else appointment.client_phone,
        language=appointment.client_language,
        # An in-person appointment is stated in the local time of its place.
        zone=appointment.client_tz if appointment.by_video else ZoneInfo(appointment.specialist.zone),
    )


def _member(message: Message, appointment: Appointment) -> Addressee:
    user = message.staff
    return Addressee(
        name=user.name if user else "",
        address=user.email if user and user.is_active else "",
        language=user.language if user else "en",
        zone=ZoneInfo(appointment.specialist.zone),
    )


def _specialist(appointment: Appointment, channel: ChannelName) -> Addressee:
    specialist = appointment.specialist
    user = specialist.user
    email = specialist.email or (user.email if user else "")
    return Addressee(
        name=specialist.name,
        address=email if channel is ChannelName.EMAIL else specialist.phone,
        language=user.language if user else "en",
        zone=ZoneInfo(specialist.zone),
    )
