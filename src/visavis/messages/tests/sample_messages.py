"""One message of each kind, as it would be written to Ivan or to Olena. Read after Django is set up."""

from datetime import timedelta

from django.conf import settings

from tests import personas
from tests.personas import MONDAY
from visavis.booking.models import Appointment
from visavis.messages.content.compose import compose_message
from visavis.messages.kinds import Kind, Recipient
from visavis.messages.models import Message
from visavis.notify.port import ChannelName, OutgoingMessage
from visavis.practice.models import Practice

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
START = MONDAY + timedelta(days=2, hours=2)
"""10:00 in Kyiv, 9:00 in Berlin."""
LANGUAGES = [code for code, _ in settings.LANGUAGES]
CLIENTS_ONLY = {
    Kind.CONFIRM_CONTACT, Kind.LINK, Kind.RUNNING_LATE, Kind.SUMMARY_PUBLISHED, Kind.CLOCKS_CHANGED,
    Kind.PLACE_CHANGED, Kind.TERMS_KEPT,
}  # fmt: skip
FOR_SPECIALISTS = [kind for kind in Kind if kind not in CLIENTS_ONLY]
FOR_CLIENTS = [kind for kind in Kind if kind is not Kind.CLIENT_WAITING]


def an_appointment() -> Appointment:
    personas.practice(reply_to="hello@riverside.example")
    return personas.booked(personas.service(personas.olena()), START)


def message(
    appointment: Appointment,
    kind: Kind,
    channel: ChannelName = ChannelName.EMAIL,
    recipient: Recipient = Recipient.CLIENT,
    **fields: object,
) -> Message:
    given: dict[str, object] = {"caused_by": "client", "minutes_before": 60, "version": 0, **fields}
    return Message(
        appointment=appointment, kind=kind.value, channel=channel.value, recipient=recipient.value,
        message_id="<1@localhost>", **given,
    )  # fmt: skip


def for_specialist(
    appointment: Appointment, kind: Kind, language: str, channel: ChannelName = ChannelName.EMAIL
) -> Message:
    """The same for Olena, who has a phone for alerts and reads `language`."""
    appointment.specialist.phone = "+380671112233"
    user = appointment.specialist.user
    assert user is not None
    user.language = language
    return message(appointment, kind, channel, Recipient.SPECIALIST)


def composed(row: Message, *, before: timedelta = 24 * HOUR) -> OutgoingMessage:
    return compose_message(row, Practice.current(), now=START - before)
