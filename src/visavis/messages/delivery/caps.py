"""How much we write to one address, and how many text messages in all.

Whoever opens our pages can make us write to anybody, so what visitors cause is counted by the address it goes
to, over all kinds. What staff cause is theirs to decide, and who has used a link that was sent to an address
asked for it: neither is counted nor held back, so no stranger can use up somebody else's. Only text messages
to one proven number have a bound of their own, because each costs money.
"""

from datetime import datetime, timedelta

from django.db.models import Count, Q

from visavis.messages.kinds import Kind, Recipient
from visavis.messages.models import Message
from visavis.messages.reasons import Reason
from visavis.notify.port import ChannelName
from visavis.people.actors import ActorKind
from visavis.people.phone import is_costly
from visavis.practice.models import Practice

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST_KINDS = frozenset({Kind.CONFIRM_CONTACT, Kind.SCHEDULED, Kind.REQUESTED, Kind.LINK})
"""What may be the first that somebody hears of us. All other kinds have twice the room, so that a flood of
these keeps no reminder back."""
AN_HOUR: dict[ChannelName, int] = {ChannelName.EMAIL: 10, ChannelName.SMS: 5}
A_DAY: dict[ChannelName, int] = {ChannelName.EMAIL: 24, ChannelName.SMS: 10}
TEXTS_TO_PROVEN_A_DAY = 20
"""Text messages that clients cause to one number that is proven: of a family with four appointments."""
_PROVEN = {ChannelName.EMAIL: "email_proven_at", ChannelName.SMS: "phone_proven_at"}
AGAIN_AFTER = timedelta(minutes=10)
"""When a message that was held back is looked at again."""


def reason_to_hold_back(
    message: Message, address: str, practice: Practice, *, now: datetime
) -> Reason | None:
    """Why the message may not go to `address` now, or None. At most two queries."""
    channel = ChannelName(message.channel)
    if channel is ChannelName.SMS and is_costly(address):
        return Reason.COSTLY_NUMBER
    if Recipient(message.recipient) is not Recipient.CLIENT:
        return None  # Above all the alert that a client waits.
    by_client = message.caused_by == ActorKind.CLIENT
    unproven = by_client and getattr(message.appointment, _PROVEN[channel]) is None
    if by_client and _is_full(message, address, channel, unproven=unproven, now=now):
        return Reason.TOO_MANY
    if channel is ChannelName.SMS and _texts_are_spent(practice, unproven=unproven, now=now):
        return Reason.SMS_SPENT
    return None


def is_final(message: Message, reason: Reason) -> bool:
    """Whether a message that is held back for `reason` is not worth keeping."""
    return reason is Reason.COSTLY_NUMBER or (reason is Reason.TOO_MANY and Kind(message.kind) in FIRST_KINDS)


def _is_full(message: Message, address: str, channel: ChannelName, *, unproven: bool, now: datetime) -> bool:
    if not unproven and channel is not ChannelName.SMS:
        return False
    rows = Message.objects.filter(
        address=address,
        begun_at__gt=now - DAY,
        channel=channel.value,
        recipient=Recipient.CLIENT.value,
        caused_by=ActorKind.CLIENT.value,
        **{f"appointment__{_PROVEN[channel]}__isnull": unproven},
    ).exclude(pk=message.pk)
    counted = rows.order_by().aggregate(hour=Count("pk", filter=Q(begun_at__gt=now - HOUR)), day=Count("pk"))
    times = 1 if Kind(message.kind) in FIRST_KINDS else 2
    if not unproven:
        return bool(counted["day"] >= times * TEXTS_TO_PROVEN_A_DAY)
    return bool(counted["hour"] >= times * AN_HOUR[channel] or counted["day"] >= times * A_DAY[channel])


def _texts_are_spent(practice: Practice, *, unproven: bool, now: datetime) -> bool:
    """Whether the day has no text message left for a client.

    Those that strangers cause get half of them, so that reminders to proven numbers always have the rest.
    """
    sent = Message.objects.filter(channel=ChannelName.SMS.value, begun_at__gt=now - DAY)
    of_strangers = Q(
        recipient=Recipient.CLIENT.value,
        caused_by=ActorKind.CLIENT.value,
        appointment__phone_proven_at__isnull=True,
    )
    counted = sent.order_by().aggregate(all=Count("pk"), strangers=Count("pk", filter=of_strangers))
    half = (practice.sms_per_day + 1) // 2
    return bool(counted["all"] >= practice.sms_per_day or (unproven and counted["strangers"] >= half))
