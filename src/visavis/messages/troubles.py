"""What keeps messages from reaching people, as staff are told on their first page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from visavis.booking.lifecycle import OPEN
from visavis.booking.lifecycle import State as Booked
from visavis.booking.models import Appointment
from visavis.messages import heartbeats
from visavis.messages.kinds import Recipient
from visavis.messages.lifecycle import State
from visavis.messages.models import Message
from visavis.messages.queries import CHANNELS
from visavis.messages.queue import LONGEST_PAUSE
from visavis.messages.reasons import TROUBLE, Reason
from visavis.notify.port import ChannelName

LATE = timedelta(minutes=5)
"""A message that is due for longer is late; before that it may just have been tried once too early."""
MOST = 10
_TO_COME = [state.value for state in OPEN | {Booked.REQUESTED}]


@dataclass(frozen=True, slots=True)
class Troubles:
    """What the practice should know. Both are empty on a good day."""

    sentences: list[str]
    """What is wrong with the sending itself, in the language that is active."""
    unreached: list[Message]
    """The last failed message of each client who still comes; the soonest first. What got through by the same
    channel later has made up for it."""


def troubles(appointments: QuerySet[Appointment], *, now: datetime) -> Troubles:
    """The troubles of today, and whose messages among `appointments` have failed. Three queries."""
    return Troubles(_of_sending(now=now), _unreached(appointments, now=now))


def _of_sending(*, now: datetime) -> list[str]:
    if not heartbeats.somebody_works(now=now):
        return [
            _(
                "No e-mail and no text message is being sent: the program that sends them is not running."
                " Please tell whoever looks after this server."
            )
        ]
    # What was tried in vain is tried again before long; what is planned for later need not be read.
    late = Message.objects.filter(
        state=State.DUE.value, wake_at__lte=now + LONGEST_PAUSE, due_at__lte=now - LATE, reason__in=TROUBLE
    )
    found = sorted(set(late.order_by().values_list("channel", "reason").distinct()))
    return [_sentence(ChannelName(channel), Reason(reason)) for channel, reason in found]


def _sentence(channel: ChannelName, reason: Reason) -> str:
    words = {"channel": str(CHANNELS[channel])}
    if reason is Reason.NOT_CONFIGURED:
        return _("%(channel)s: not set up yet, so clients get no confirmations and reminders by it.") % words
    if reason is Reason.NOT_REACHED:
        return _("%(channel)s: messages do not get through at the moment. They are tried again.") % words
    return _("%(channel)s: some messages could not be made because of an error in the program.") % words


def _unreached(appointments: QuerySet[Appointment], *, now: datetime) -> list[Message]:
    coming = appointments.filter(state__in=_TO_COME, ends_at__gt=now).order_by()
    to_clients = Message.objects.filter(recipient=Recipient.CLIENT.value)
    got_through = to_clients.filter(
        appointment=OuterRef("appointment"), channel=OuterRef("channel"), sent_at__gt=OuterRef("due_at")
    )
    failed = to_clients.filter(
        ~Exists(got_through),
        appointment__in=coming.values("pk"),
        version=F("appointment__version"),
        state=State.FAILED.value,
    )
    rows = failed.select_related("appointment__specialist", "appointment__service")
    return list(
        rows.order_by("appointment__starts_at", "appointment_id", "-due_at").distinct(
            "appointment__starts_at", "appointment_id"
        )[:MOST]
    )
