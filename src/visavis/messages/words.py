"""From a row of the ledger to what goes out: the words in the reader's language, in the channel's form."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from visavis.booking.access import still_opens
from visavis.booking.calendar_entry import Method, calendar_entry
from visavis.messages.kinds import Kind, Recipient
from visavis.messages.letters import Letter, Telling
from visavis.messages.models import Message
from visavis.messages.readers import Reader, reader_of
from visavis.messages.texting import text_message
from visavis.messages.words_for_clients import letter_for_client
from visavis.messages.words_for_specialists import letter_for_specialist
from visavis.notify.port import ChannelName, Outgoing
from visavis.people.links import personal_link
from visavis.practice.models import Practice

ENTRIES = {
    Kind.SCHEDULED: Method.REQUEST,
    Kind.APPROVED: Method.REQUEST,
    Kind.MOVED: Method.REQUEST,
    Kind.CANCELLED: Method.CANCEL,
}
"""Which kinds bring a calendar entry, and what it asks the reader's calendar to do."""


def composed(message: Message, practice: Practice, *, now: datetime) -> Outgoing:
    """The message as it is to be sent at `now`. Its appointment and people must be loaded."""
    reader = reader_of(message)
    telling = Telling(message, message.appointment, practice, reader, _link(message, now=now), now)
    with translation.override(reader.language):
        if Recipient(message.recipient) is Recipient.SPECIALIST:
            letter = letter_for_specialist(telling)
        else:
            letter = letter_for_client(telling)
        if ChannelName(message.channel) is ChannelName.SMS:
            text = text_message(letter, practice)
            return Outgoing(to=reader.address, text=text, message_id=message.message_id)
        return _mail(telling, letter, reader)


def _mail(telling: Telling, letter: Letter, reader: Reader) -> Outgoing:
    context = {"letter": letter, "language": reader.language, "accent": telling.practice.accent}
    method = ENTRIES.get(Kind(telling.message.kind))
    if Recipient(telling.message.recipient) is Recipient.SPECIALIST:
        # Their calendar will follow the desk by a feed; an entry of its own there would stand twice.
        method = None
    return Outgoing(
        to=reader.address,
        to_name=reader.name,
        sender_name=telling.practice.name,
        reply_to=telling.practice.reply_to,
        subject=letter.subject,
        text=render_to_string("messages/letter.txt", context),
        html=render_to_string("messages/letter.html", context),
        message_id=telling.message.message_id,
        calendar=_entry(telling, method) if method else b"",
        calendar_method=method.value if method else "",
    )


def _entry(telling: Telling, method: Method) -> bytes:
    return calendar_entry(
        telling.appointment,
        practice_name=telling.practice.name,
        url=telling.link,
        method=method,
        now=telling.now,
    )


def _link(message: Message, *, now: datetime) -> str:
    appointment = message.appointment
    if Kind(message.kind) is Kind.CLIENT_WAITING:
        return f"{settings.VISAVIS.base_url}/desk/appointments/{appointment.public_id}/room/"
    if Recipient(message.recipient) is Recipient.SPECIALIST:
        return f"{settings.VISAVIS.base_url}/desk/appointments/{appointment.public_id}/"
    if Kind(message.kind) is Kind.SUMMARY_PUBLISHED and not still_opens(appointment, now=now):
        return f"{settings.VISAVIS.base_url}{reverse('history:ask')}"
    return personal_link(appointment.public_id, appointment.link_generation)
