"""The message by which a visitor confirms their contact, before a time is booked for them."""

from dataclasses import replace

from visavis.messages import lifecycle
from visavis.messages.kinds import Kind, Recipient
from visavis.messages.models import Message
from visavis.messages.planning.ledger import Cause, client_channels, supersede_messages, write_messages
from visavis.messages.planning.plan import plan_announcements
from visavis.messages.reasons import Reason
from visavis.notify.port import ChannelName


def ask_for_confirmation(fact: Cause) -> None:
    """Send the link by each channel of the client, unless it is under way there already. The hold is locked.

    What was tried in vain makes room for one that is due at once: somebody asks for it now.
    """
    held, channels = fact.appointment, client_channels(fact.appointment)
    earlier = Message.objects.filter(appointment=held, kind=Kind.CONFIRM_CONTACT.value)
    supersede_messages(earlier.exclude(reason=""), Reason.CHANGED)
    unwanted = earlier.exclude(channel__in=[channel.value for channel in channels])
    supersede_messages(unwanted, Reason.CHANNEL_NOT_WANTED)
    rows = list(earlier)
    under_way = {row.channel for row in rows if _is_under_way(row)}
    planned = plan_announcements(
        Kind.CONFIRM_CONTACT, Recipient.CLIENT, channels, ends_at=held.ends_at, now=fact.at
    )
    until = held.held_until or fact.at
    missing = [one for one in planned if one.channel.value not in under_way]
    write_messages(fact, [replace(one, sequence=len(rows), expires_at=until) for one in missing])


def _is_under_way(message: Message) -> bool:
    """Whether it will reach the present contact. One whose delivery has begun may go to an earlier one."""
    by_mail = message.channel == ChannelName.EMAIL.value
    contact = message.appointment.client_email if by_mail else message.appointment.client_phone
    begun_there = message.state == lifecycle.State.SENDING.value and message.address == contact
    return begun_there or message.state in {state.value for state in lifecycle.STOPPABLE}
