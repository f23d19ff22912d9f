"""What the ledger does when an appointment changes, inside the transaction that changes it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import F, QuerySet

from visavis.booking.facts import (
    AppointmentCancelled,
    AppointmentFact,
    AppointmentMoved,
    AppointmentReopened,
    AppointmentRequested,
    AppointmentScheduled,
    AskedBy,
    ClientDetailsChanged,
    LinkAskedFor,
    RequestApproved,
    RequestDeclined,
    RequestExpired,
)
from visavis.booking.lifecycle import OPEN, State
from visavis.booking.models import Appointment
from visavis.messages import lifecycle
from visavis.messages.kinds import FITS, Kind, Recipient
from visavis.messages.ledger import supersede, wake_workers, wanted_channels, write
from visavis.messages.models import Message
from visavis.messages.plan import (
    Draft,
    news,
    reminders,
)
from visavis.messages.reasons import Reason
from visavis.notify.port import ChannelName
from visavis.people.actors import ActorKind
from visavis.practice.models import Practice


def plan(fact: AppointmentScheduled | AppointmentReopened | RequestApproved) -> None:
    """A time is agreed: tell both, and plan the reminders."""
    if not isinstance(fact, AppointmentScheduled):
        _call_back(fact.appointment)
    write(fact, _told(fact, _agreed(fact)) + _reminders(fact))


def tell_of_request(fact: AppointmentRequested) -> None:
    """A client asks for a time: say that we know, and ask the specialist."""
    write(fact, _told(fact, Kind.REQUESTED))


def tell_of_answer(fact: RequestDeclined | RequestExpired) -> None:
    """A request came to nothing."""
    _call_back(fact.appointment)
    write(fact, _told(fact, Kind.DECLINED if isinstance(fact, RequestDeclined) else Kind.EXPIRED))


def replan(fact: AppointmentMoved) -> None:
    """Nothing with the old time leaves the house any more; the new one is told and reminded of."""
    _call_back(fact.appointment)
    if fact.appointment.lifecycle is State.REQUESTED:
        write(fact, _told(fact, Kind.REQUESTED))
    else:
        write(fact, _told(fact, Kind.MOVED) + _reminders(fact))


def call_off(fact: AppointmentCancelled) -> None:
    """Nothing about the appointment leaves the house any more, but that it is cancelled."""
    _call_back(fact.appointment)
    write(fact, _told(fact, Kind.CANCELLED))


def follow_details(fact: ClientDetailsChanged) -> None:
    """Keep to the channels that the client wants now; the address itself is read when sending."""
    appointment = fact.appointment
    rows = Message.objects.filter(
        appointment=appointment, version=appointment.version, recipient=Recipient.CLIENT.value
    )
    wanted = wanted_channels(appointment)
    supersede(rows.exclude(channel__in=[channel.value for channel in wanted]), Reason.CHANNEL_NOT_WANTED)
    if appointment.lifecycle not in FITS[Kind.LINK]:
        return
    known = {ChannelName(channel) for channel in rows.values_list("channel", flat=True)}
    _revive(rows, wanted, appointment, now=fact.at)
    fresh = [channel for channel in wanted if channel not in known]
    planned = _reminders(fact, fresh) if appointment.lifecycle in OPEN else []
    drafts = [draft for draft in planned if not draft.missed]
    for channel in wanted:
        if channel in fresh or fact.links_void or _went_elsewhere(rows, channel, appointment):
            drafts += _link_again(fact, channel)
    write(fact, drafts)


def send_link(fact: LinkAskedFor) -> None:
    """Send the personal link again, by the contact that it was asked by."""
    by_email = fact.asked_by is AskedBy.EMAIL
    write(fact, _link_again(fact, ChannelName.EMAIL if by_email else ChannelName.SMS))


def _link_again(fact: AppointmentFact, channel: ChannelName) -> list[Draft]:
    """One more message with the link, unless one is on its way already. The appointment is locked."""
    appointment = fact.appointment
    earlier = Message.objects.filter(
        appointment=appointment, version=appointment.version, kind=Kind.LINK.value, channel=channel.value
    )
    if earlier.filter(state=lifecycle.State.DUE.value).exists():
        return []
    drafts = news(Kind.LINK, Recipient.CLIENT, [channel], ends_at=appointment.ends_at, now=fact.at)
    return [replace(draft, repeat=earlier.count()) for draft in drafts]


def _went_elsewhere(rows: QuerySet[Message], channel: ChannelName, appointment: Appointment) -> bool:
    """Whether what the client was sent by this channel went to another address than the present one."""
    sent = rows.filter(channel=channel.value, state=lifecycle.State.SENT.value)
    last = sent.order_by("sent_at").last()
    return last is not None and last.address != _address(appointment, channel)


def _address(appointment: Appointment, channel: ChannelName) -> str:
    return appointment.client_email if channel is ChannelName.EMAIL else appointment.client_phone


def _agreed(fact: AppointmentFact) -> Kind:
    return Kind.APPROVED if isinstance(fact, RequestApproved) else Kind.SCHEDULED


def _told(fact: AppointmentFact, kind: Kind) -> list[Draft]:
    """The client is always told; the specialist, unless it was their own doing."""
    appointment = fact.appointment
    drafts = list(
        news(kind, Recipient.CLIENT, wanted_channels(appointment), ends_at=appointment.ends_at, now=fact.at)
    )
    own_doing = fact.by.kind is ActorKind.STAFF and (
        fact.by.user is not None and fact.by.user.pk == appointment.specialist.user_id
    )
    if not own_doing:
        drafts += news(
            kind, Recipient.SPECIALIST, [ChannelName.EMAIL], ends_at=appointment.ends_at, now=fact.at
        )
    return drafts


def _reminders(fact: AppointmentFact, channels: Iterable[ChannelName] | None = None) -> list[Draft]:
    minutes = Practice.current().reminders_min
    wanted = wanted_channels(fact.appointment) if channels is None else channels
    return list(reminders(wanted, minutes, starts_at=fact.appointment.starts_at, now=fact.at))


def _call_back(appointment: Appointment) -> None:
    supersede(Message.objects.filter(appointment=appointment), Reason.CHANGED)


def _revive(
    rows: QuerySet[Message], wanted: Iterable[ChannelName], appointment: Appointment, *, now: datetime
) -> None:
    """Put back what was dropped with its channel, and what failed at an address that is another now."""
    for channel in wanted:
        by_channel = rows.filter(channel=channel.value, useless_after__gt=now)
        dropped = by_channel.filter(
            state=lifecycle.State.SUPERSEDED.value, reason=Reason.CHANNEL_NOT_WANTED.value, due_at__gt=now
        )
        dropped.update(state=lifecycle.State.DUE.value, reason="", wake_at=F("due_at"))
        refused = by_channel.filter(state=lifecycle.State.FAILED.value).exclude(
            address=_address(appointment, channel)
        )
        if refused.update(state=lifecycle.State.DUE.value, reason="", detail="", wake_at=now):
            wake_workers()
