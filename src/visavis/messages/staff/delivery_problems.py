"""What keeps messages from reaching people, as the desk's first page shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visavis.booking.lifecycle import CHANGEABLE
from visavis.booking.models import Appointment
from visavis.messages.delivery import heartbeats
from visavis.messages.delivery.heartbeats import WorkerProblem
from visavis.messages.delivery.queue import LONGEST_PAUSE
from visavis.messages.kinds import Recipient
from visavis.messages.lifecycle import QUEUED, State
from visavis.messages.models import Message
from visavis.messages.reasons import CAPPED, RETRIED, Reason
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
TROUBLES: dict[Reason | None, str | Promise] = {
    None: gettext_lazy(
        "%(channel)s: messages are overdue, and nothing says why."
        " Please tell whoever looks after this server."
    ),
    Reason.NOT_CONFIGURED: gettext_lazy(
        "%(channel)s: not set up yet, so clients get no confirmations and reminders by it."
    ),
    Reason.UNREACHABLE: gettext_lazy(
        "%(channel)s: messages do not get through at the moment. They are tried again."
    ),
    Reason.OUR_TROUBLE: gettext_lazy(
        "%(channel)s: the mail server or gateway refuses all messages of the practice."
        " They are kept and tried again. Please tell whoever looks after this server;"
        " the answer stands beside each message."
    ),
    Reason.INTERNAL_ERROR: gettext_lazy(
        "%(channel)s: some messages could not be made because of an error in the program."
    ),
    Reason.TOO_MANY: gettext_lazy(
        "%(channel)s: visitors made us write to one address too often; some messages to it were held back."
    ),
    Reason.SMS_SPENT: gettext_lazy(
        "%(channel)s: the limit for one day is reached, or its half for unconfirmed numbers; messages wait."
        " It is set on the practice’s page."
    ),
    Reason.COSTLY_NUMBER: gettext_lazy(
        "%(channel)s: none was sent to premium or satellite numbers, which cost too much."
    ),
}
RESENDABLE = frozenset({Reason.OUR_TROUBLE, Reason.UNREACHABLE, Reason.INTERNAL_ERROR})
TOLD_AT_ONCE = (Reason.OUR_TROUBLE, Reason.SMS_SPENT)
DAY = timedelta(days=1)
LATE = timedelta(minutes=5)
"""A message that is due for longer is late; before that it may just have been tried once too early."""
MOST_SHOWN = 10
_SOME_FAILED = "some failed"
_UPCOMING = [state.value for state in CHANGEABLE]


@dataclass(frozen=True, slots=True)
class DeliveryProblems:
    """What the practice should know. Both are empty when all is well."""

    sentences: list[str]
    """What is wrong with the sending itself, in the language that is active."""
    unreached: list[Message]
    """The last failed message of each client who still comes; the soonest first. What got through by the same
    channel later has made up for it."""
    offers_resend: bool
    """Whether something can be sent again by one press."""


def find_delivery_problems(appointments: QuerySet[Appointment], *, now: datetime) -> DeliveryProblems:
    """Problems of sending now, and failed messages about `appointments`.

    Two queries; a third one where a message failed.
    """
    failed = _failed(appointments, now=now)
    flag = failed.order_by().values_list(Value(_SOME_FAILED), Value(""))[:1]
    found = set(_channels_and_reasons(now=now, also=[flag]))
    unreached = _latest(failed) if (_SOME_FAILED, "") in found else []
    waiting = found - {(_SOME_FAILED, "")}
    resendable = bool(unreached) or any(reason in RESENDABLE for _channel, reason in waiting)
    return DeliveryProblems(_sending_problems(waiting, now=now), unreached, offers_resend=resendable)


def _sending_problems(found: Iterable[tuple[str, str]], *, now: datetime) -> list[str]:
    problems = heartbeats.worker_health(now=now).problems
    if WorkerProblem.NONE_RUNS in problems:
        return [
            _(
                "No e-mail and no text message is being sent: the program that sends them is not running."
                " Please tell whoever looks after this server."
            )
        ]
    return [str(WORKER_PROBLEMS[one]) for one in problems] + [_sentence(*one) for one in _troubles(found)]


def find_troubles(*, now: datetime) -> list[tuple[ChannelName, Reason | None]]:
    """What keeps messages of a channel waiting or held back now; None: nothing that is known. One query."""
    return _troubles(_channels_and_reasons(now=now))


def _troubles(found: Iterable[tuple[str, str]]) -> list[tuple[ChannelName, Reason | None]]:
    return [
        (ChannelName(channel), Reason(reason) if reason else None) for channel, reason in sorted(set(found))
    ]


def _channels_and_reasons(
    *, now: datetime, also: Sequence[QuerySet[Message, Any]] = ()
) -> Iterable[tuple[str, str]]:
    # What was tried in vain is tried again before long; what is planned for later need not be read.
    late = Q(due_at__lte=now - LATE, reason__in=RETRIED) | Q(reason__in=TOLD_AT_ONCE)
    forgotten = Q(reason="", due_at__lte=now - LATE, next_attempt_at__lte=now - LATE)
    waiting = Message.objects.filter(
        late | forgotten,
        state__in=QUEUED,
        channel__in=list(ChannelName),
        next_attempt_at__lte=now + LONGEST_PAUSE,
    )
    held_back = Message.objects.filter(state=State.SKIPPED.value, reason__in=CAPPED, due_at__gt=now - DAY)
    columns = [rows.order_by().values_list("channel", "reason") for rows in (waiting, held_back)]
    return columns[0].union(columns[1], *also)


def _sentence(channel: ChannelName, reason: Reason | None) -> str:
    return str(TROUBLES[reason]) % {"channel": str(CHANNELS[channel])}


def _failed(appointments: QuerySet[Appointment], *, now: datetime) -> QuerySet[Message]:
    coming = appointments.filter(state__in=_UPCOMING, ends_at__gt=now).order_by()
    to_clients = Message.objects.filter(recipient=Recipient.CLIENT.value)
    got_through = to_clients.filter(
        appointment=OuterRef("appointment"), channel=OuterRef("channel"), sent_at__gt=OuterRef("due_at")
    )
    return to_clients.filter(
        ~Exists(got_through),
        appointment__in=coming.values("pk"),
        version=F("appointment__version"),
        state=State.FAILED.value,
    )


def _latest(failed: QuerySet[Message]) -> list[Message]:
    rows = failed.select_related("appointment__specialist", "appointment__service")
    return list(
        rows.order_by("appointment__starts_at", "appointment_id", "-due_at").distinct(
            "appointment__starts_at", "appointment_id"
        )[:MOST_SHOWN]
    )
