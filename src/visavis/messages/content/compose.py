"""Compose what is sent from a row of the ledger, in the addressee's language and the channel's format."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from visavis.booking.access import link_still_valid
from visavis.booking.calendar_entry import Method, calendar_entry
from visavis.booking.lifecycle import State
from visavis.messages.content.addressees import Addressee, addressee_of
from visavis.messages.content.content_for_clients import content_for_client
from visavis.messages.content.content_for_specialists import content_for_specialist
from visavis.messages.content.message_content import MessageContent, MessageContext
from visavis.messages.content.sms_text import sms_text
from visavis.messages.kinds import Kind, Recipient
from visavis.messages.models import Message
from visavis.notify.port import ChannelName, OutgoingMessage
from visavis.people.links import LinkSource, personal_link
from visavis.practice.models import Practice

CALENDAR_METHODS = {
    Kind.SCHEDULED: Method.REQUEST,
    Kind.APPROVED: Method.REQUEST,
    Kind.MOVED: Method.REQUEST,
    Kind.PLACE_CHANGED: Method.REQUEST,
    Kind.CANCELLED: Method.CANCEL,
}
"""Which kinds carry a calendar entry, and its iTIP method."""


def compose_message(message: Message, practice: Practice, *, now: datetime) -> OutgoingMessage:
    """The message as it is to be sent at `now`. Its appointment and people must be loaded."""
    addressee = addressee_of(message)
    context = MessageContext(message, message.appointment, practice, addressee, _link(message, now=now), now)
    with translation.override(addressee.language):
        if Recipient(message.recipient) is not Recipient.CLIENT:
            content = content_for_specialist(context)
        else:
            content = content_for_client(context)
        if ChannelName(message.channel) is ChannelName.SMS:
            text = sms_text(content, practice)
            return OutgoingMessage(to=addressee.address, text=text, message_id=message.message_id)
        return _email(context, content, addressee)


def _email(context: MessageContext, content: MessageContent, addressee: Addressee) -> OutgoingMessage:
    shown = {"content": content, "language": addressee.language, "accent": context.practice.accent}
    method = CALENDAR_METHODS.get(Kind(context.message.kind))
    if Recipient(context.message.recipient) is not Recipient.CLIENT:
        # Specialists get their calendar as a feed; an attached entry would appear there twice.
        method = None
    if context.appointment.lifecycle is State.REQUESTED:
        # Nothing is agreed yet, so nothing is in the client's calendar.
        method = None
    return OutgoingMessage(
        to=addressee.address,
        to_name=addressee.name,
        sender_name=context.practice.name,
        reply_to=context.practice.reply_to,
        subject=content.subject,
        text=render_to_string("messages/email.txt", shown),
        html=render_to_string("messages/email.html", shown),
        message_id=context.message.message_id,
        calendar=_calendar_entry(context, method) if method else b"",
        calendar_method=method.value if method else "",
    )


def _calendar_entry(context: MessageContext, method: Method) -> bytes:
    return calendar_entry(
        context.appointment,
        practice_name=context.practice.name,
        url=context.link,
        method=method,
        now=context.now,
    )


def _link(message: Message, *, now: datetime) -> str:
    appointment = message.appointment
    if Kind(message.kind) is Kind.CLIENT_WAITING and Recipient(message.recipient) is Recipient.SPECIALIST:
        return f"{settings.VISAVIS.base_url}/desk/appointments/{appointment.public_id}/room/"
    if Recipient(message.recipient) is not Recipient.CLIENT:
        return f"{settings.VISAVIS.base_url}/desk/appointments/{appointment.public_id}/"
    if Kind(message.kind) is Kind.SUMMARY_PUBLISHED and not link_still_valid(appointment, now=now):
        return f"{settings.VISAVIS.base_url}{reverse('history:request_code')}"
    source = LinkSource.PHONE if ChannelName(message.channel) is ChannelName.SMS else LinkSource.EMAIL
    return personal_link(appointment.public_id, appointment.link_generation, source=source)
