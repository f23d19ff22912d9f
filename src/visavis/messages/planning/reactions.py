"""Which messages follow a change of an appointment, inside the transaction that changes it."""

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
    LinksRevoked,
    PlaceChanged,
    RequestApproved,
    RequestDeclined,
    RequestExpired,
    TermsKept,
    WallTimeTold,
)
from visavis.booking.lifecycle import OPEN, State
from visavis.booking.models import Appointment
from visavis.messages import lifecycle
from visavis.messages.kinds import VALID_STATES, Kind, Recipient
from visavis.messages.models import Message
from visavis.messages.planning.ledger import client_channels, supersede_messages, wake_workers, write_messages
from visavis.messages.planning.plan import PlannedMessage, plan_announcements, plan_reminders
from visavis.messages.reasons import Reason
from visavis.notify.port import ChannelName
from visavis.people.actors import ActorKind
from visavis.practice.models import Practice


def plan_messages(fact: AppointmentScheduled | AppointmentReopened | RequestApproved) -> None:
    """A time is agreed: announce it to both and plan the reminders."""
    if not isinstance(fact, AppointmentScheduled):
        _supersede_all(fact.appointment)
    kind = Kind.APPROVED if isinstance(fact, RequestApproved) else Kind.SCHEDULED
    write_messages(fact, _announcements(fact, kind) + _reminders(fact))


def announce_request(fact: AppointmentRequested) -> None:
    """A client asks for a time: confirm that to them, and ask the specialist."""
    write_messages(fact, _announcements(fact, Kind.REQUESTED))


def announce_refusal(fact: RequestDeclined | RequestExpired) -> None:
    """A request was declined or not answered in time."""
    _supersede_all(fact.appointment)
    kind = Kind.DECLINED if isinstance(fact, RequestDeclined) else Kind.EXPIRED
    write_messages(fact, _announcements(fact, kind))


def replan_messages(fact: AppointmentMoved) -> None:
    """Supersede every message with the old time; announce the new one and plan its reminders."""
    _supersede_all(fact.appointment)
    if fact.appointment.lifecycle is State.REQUESTED:
        write_messages(fact, _announcements(fact, Kind.REQUESTED))
    else:
        write_messages(fact, _announcements(fact, Kind.MOVED) + _reminders(fact))


def announce_wall_time(fact: WallTimeTold) -> None:
    """Tell the client what the clocks show at the start now; what is due already will say so, too."""
    for channel in client_channels(fact.appointment):
        write_messages(fact, _again(fact, Kind.CLOCKS_CHANGED, channel))


def announce_place(fact: PlaceChanged) -> None:
    """Tell the client the new place, with a calendar entry of the next version; what others get stays due."""
    appointment = fact.appointment
    rows = Message.objects.filter(appointment=appointment)
    supersede_messages(rows.filter(recipient=Recipient.CLIENT.value), Reason.CHANGED)
    waiting = rows.filter(state__in=[state.value for state in lifecycle.STOPPABLE])
    waiting.exclude(recipient=Recipient.CLIENT.value).update(version=appointment.version)
    channels, ends_at = client_channels(appointment), appointment.ends_at
    planned = list(
        plan_announcements(Kind.PLACE_CHANGED, Recipient.CLIENT, channels, ends_at=ends_at, now=fact.at)
    )
    write_messages(fact, planned + (_reminders(fact) if appointment.lifecycle in OPEN else []))


def announce_terms_kept(fact: TermsKept) -> None:
    """Tell the client that the appointment keeps what was agreed."""
    for channel in client_channels(fact.appointment):
        write_messages(fact, _again(fact, Kind.TERMS_KEPT, channel))


def announce_cancellation(fact: AppointmentCancelled) -> None:
    """Supersede every message about the appointment and announce that it is cancelled."""
    _supersede_all(fact.appointment)
    write_messages(fact, _announcements(fact, Kind.CANCELLED))


def update_channels(fact: ClientDetailsChanged) -> None:
    """Use the channels that the client wants now. The address itself is read when a message is sent."""
    appointment = fact.appointment
    rows = Message.objects.filter(
        appointment=appointment, version=appointment.version, recipient=Recipient.CLIENT.value
    )
    wanted = client_channels(appointment)
    unwanted = rows.exclude(channel__in=[channel.value for channel in wanted])
    supersede_messages(unwanted, Reason.CHANNEL_NOT_WANTED)
    if appointment.lifecycle not in VALID_STATES[Kind.LINK]:
        return
    known = {ChannelName(channel) for channel in rows.values_list("channel", flat=True)}
    _revive(rows, wanted, appointment, now=fact.at)
    added = [channel for channel in wanted if channel not in known]
    reminders = _reminders(fact, added) if appointment.lifecycle in OPEN else []
    planned = [reminder for reminder in reminders if not reminder.missed]
    for channel in wanted:
        if channel in added or fact.links_void or _address_changed(rows, channel, appointment):
            planned += _link_message(fact, channel)
    write_messages(fact, planned)


def resend_link(fact: LinkAskedFor) -> None:
    """Send the personal link again, to the contact by which it was asked for."""
    by_email = fact.asked_by is AskedBy.EMAIL
    write_messages(fact, _link_message(fact, ChannelName.EMAIL if by_email else ChannelName.SMS))


def send_new_link(fact: LinksRevoked) -> None:
    """Send a link that opens, by the proven contacts where there are any."""
    appointment = fact.appointment
    if appointment.lifecycle not in VALID_STATES[Kind.LINK]:
        return
    proven = {
        ChannelName.EMAIL: appointment.email_proven_at is not None,
        ChannelName.SMS: appointment.phone_proven_at is not None,
    }
    wanted = client_channels(appointment)
    for channel in [one for one in wanted if proven[one]] or wanted:
        write_messages(fact, _link_message(fact, channel))


def _link_message(fact: AppointmentFact, channel: ChannelName) -> list[PlannedMessage]:
    """One more message with the link, unless one is due already."""
    return _again(fact, Kind.LINK, channel)


def _again(fact: AppointmentFact, kind: Kind, channel: ChannelName) -> list[PlannedMessage]:
    """One more message of a kind that may come again, unless one is due. The appointment is locked."""
    appointment = fact.appointment
    earlier = Message.objects.filter(
        appointment=appointment, version=appointment.version, kind=kind.value, channel=channel.value
    )
    if earlier.filter(state=lifecycle.State.DUE.value).exists():
        return []
    planned = plan_announcements(kind, Recipient.CLIENT, [channel], ends_at=appointment.ends_at, now=fact.at)
    return [replace(one, sequence=earlier.count()) for one in planned]


def _address_changed(rows: QuerySet[Message], channel: ChannelName, appointment: Appointment) -> bool:
    """Whether the last message sent by this channel went to another address than the present one."""
    sent = rows.filter(channel=channel.value, state=lifecycle.State.SENT.value)
    last = sent.order_by("sent_at").last()
    return last is not None and last.address != _address(appointment, channel)


def _address(appointment: Appointment, channel: ChannelName) -> str:
    return appointment.client_email if channel is ChannelName.EMAIL else appointment.client_phone


def _announcements(fact: AppointmentFact, kind: Kind) -> list[PlannedMessage]:
    """To the client always; to the specialist unless they did it themselves."""
    appointment = fact.appointment
    ends_at = appointment.ends_at
    planned = list(
        plan_announcements(kind, Recipient.CLIENT, client_channels(appointment), ends_at=ends_at, now=fact.at)
    )
    by_specialist = fact.by.kind is ActorKind.STAFF and (
        fact.by.user is not None and fact.by.user.pk == appointment.specialist.user_id
    )
    if not by_specialist:
        planned += plan_announcements(
            kind, Recipient.SPECIALIST, [ChannelName.EMAIL], ends_at=ends_at, now=fact.at
        )
    return planned


def _reminders(fact: AppointmentFact, channels: Iterable[ChannelName] | None = None) -> list[PlannedMessage]:
    minutes = Practice.current().reminders_min
    wanted = client_channels(fact.appointment) if channels is None else channels
    return list(plan_reminders(wanted, minutes, starts_at=fact.appointment.starts_at, now=fact.at))


def _supersede_all(appointment: Appointment) -> None:
    supersede_messages(Message.objects.filter(appointment=appointment), Reason.CHANGED)


def _revive(
    rows: QuerySet[Message], wanted: Iterable[ChannelName], appointment: Appointment, *, now: datetime
) -> None:
    """Make due again what was dropped with its channel, and what failed at an address that has changed."""
    for channel in wanted:
        by_channel = rows.filter(channel=channel.value, expires_at__gt=now)
        dropped = by_channel.filter(
            state=lifecycle.State.SUPERSEDED.value, reason=Reason.CHANNEL_NOT_WANTED.value, due_at__gt=now
        )
        dropped.update(state=lifecycle.State.DUE.value, reason="", next_attempt_at=F("due_at"))
        refused = by_channel.filter(state=lifecycle.State.FAILED.value).exclude(
            address=_address(appointment, channel)
        )
        if refused.update(state=lifecycle.State.DUE.value, reason="", detail="", next_attempt_at=now):
            wake_workers()
