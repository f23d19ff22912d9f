"""What keeps messages from reaching people, as the desk's first page shows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visavis.booking.lifecycle import CHANGEABLE
from visavis.booking.models import Appointment
from visavis.messages.delivery import heartbeats
from visavis.messages.delivery.heartbeats import WorkerProblem
from visavis.messages.delivery.queue import LONGEST_PAUSE
from visavis.messages.kinds import Recipient
from visavis.messages.lifecycle import State
from visavis.messages.models import Message
from visavis.messages.reasons import RETRIED, Reason
from visavis.messages.staff.labels import CHANNELS
from visavis.notify.port import ChannelName

WORKER_PROBLEMS: dict[WorkerProblem, str | Promise] = {
    WorkerProblem.JOBS_STOPPED: gettext_lazy(
        "Consultations are not closed and requests do not end by themselves: the program that does it stands"
        " still. Please tell whoever looks after this server."
    ),
    WorkerProblem.CLOCK_OFF: gettext_lazy(
        "The clock of the computer that sends messages is wrong. Please tell whoever looks after this server."
    ),
}
LATE = timedelta(minutes=5)
"""A message that is due for longer is late; before that it may just have been tried once too early."""
MOST_SHOWN = 10
_UPCOMING = [state.value for state in CHANGEABLE]


@dataclass(frozen=True, slots=True)
class DeliveryProblems:
    """What the practice should know. Both are empty when all is well."""

    sentences: list[str]
    """What is wrong with the sending itself, in the language that is active."""
    unreached: list[Message]
    """The last failed message of each client who still comes; the soonest first. What got through by the same
    channel later has made up for it."""


def find_delivery_problems(appointments: QuerySet[Appointment], *, now: datetime) -> DeliveryProblems:
    """Problems of sending now, and failed messages about `appointments`. Three queries."""
    return DeliveryProblems(_sending_problems(now=now), _unreached(appointments, now=now))


def _sending_problems(*, now: datetime) -> list[str]:
    problems = heartbeats.worker_health(now=now).problems
    if WorkerProblem.NONE_RUNS in problems:
        return [
            _(
                "No e-mail and no text message is being sent: the program that sends them is not running."
                " Please tell whoever looks after this server."
            )
        ]
    return [str(WORKER_PROBLEMS[one]) for one in problems] + _channel_problems(now=now)


def _channel_problems(*, now: datetime) -> list[str]:
    # What was tried in vain is tried again before long; what is planned for later need not be read.
    late = Message.objects.filter(
        state=State.DUE.value,
        next_attempt_at__lte=now + LONGEST_PAUSE,
        due_at__lte=now - LATE,
        reason__in=RETRIED,
    )
    found = sorted(set(late.order_by().values_list("channel", "reason").distinct()))
    return [_sentence(ChannelName(channel), Reason(reason)) for channel, reason in found]


def _sentence(channel: ChannelName, reason: Reason) -> str:
    words = {"channel": str(CHANNELS[channel])}
    if reason is Reason.NOT_CONFIGURED:
        return _("%(channel)s: not set up yet, so clients get no confirmations and reminders by it.") % words
    if reason is Reason.UNREACHABLE:
        return _("%(channel)s: messages do not get through at the moment. They are tried again.") % words
    return _("%(channel)s: some messages could not be made because of an error in the program.") % words


def _unreached(appointments: QuerySet[Appointment], *, now: datetime) -> list[Message]:
    coming = appointments.filter(state__in=_UPCOMING, ends_at__gt=now).order_by()
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
        )[:MOST_SHOWN]
    )
