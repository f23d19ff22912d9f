"""Alerts to the specialist while a client waits, and messages about a late specialist."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.db.models import Max

from visavis.booking.models import Appointment
from visavis.messages.kinds import Kind, Recipient
from visavis.messages.models import Message
from visavis.messages.planning.ledger import Cause, client_channels, supersede_messages, write_messages
from visavis.messages.planning.plan import (
    PlannedMessage,
    channels_of_specialist,
    plan_alerts,
    plan_announcements,
    plan_team_alerts,
)
from visavis.messages.reasons import Reason
from visavis.people.models import Role, Specialist, User
from visavis.practice.models import Practice

MAX_ALERTS = 300
"""Times at which alerts of one version of an appointment were planned; no loop of presses plans more."""


class Answer(Cause, Protocol):
    """The specialist answered a waiting client; no alert is needed before `until` (UTC)."""

    @property
    def until(self) -> datetime: ...


class Delay(Cause, Protocol):
    """The specialist will be `minutes` late for the appointment."""

    @property
    def minutes(self) -> int: ...


def plan_specialist_alerts(fact: Cause) -> None:
    """A client waits: alert the specialist until there is an answer."""
    write_messages(fact, _alerts(fact, since=fact.at))


def postpone_alerts(fact: Answer) -> None:
    """The client was answered: stop the alerts and plan new ones from the end of the answer on."""
    stop_alerts(fact)
    write_messages(fact, _alerts(fact, since=fact.until))


def stop_alerts_if_specialist_admits(fact: Cause) -> None:
    """The client was admitted. Unless the specialist did it, the client still waits for them in the call."""
    if fact.by.user is not None and fact.by.user.pk == fact.appointment.specialist.user_id:
        stop_alerts(fact)


def stop_alerts(fact: Cause) -> None:
    """The client does not wait any more."""
    rows = Message.objects.filter(appointment=fact.appointment, kind=Kind.CLIENT_WAITING.value)
    supersede_messages(rows, Reason.ANSWERED)


def announce_delay(fact: Delay) -> None:
    """Tell the client that their specialist will be late."""
    appointment = fact.appointment
    planned = plan_announcements(
        Kind.RUNNING_LATE,
        Recipient.CLIENT,
        client_channels(appointment),
        ends_at=appointment.ends_at,
        now=fact.at,
    )
    sequence = _next_sequence(appointment, Kind.RUNNING_LATE)
    write_messages(fact, [replace(one, minutes_before=fact.minutes, sequence=sequence) for one in planned])


def _alerts(fact: Cause, *, since: datetime) -> list[PlannedMessage]:
    appointment = fact.appointment
    first_sequence = _next_sequence(appointment, Kind.CLIENT_WAITING)
    if first_sequence >= MAX_ALERTS:
        return []
    specialist = appointment.specialist
    by_sms = settings.VISAVIS.sms.configured
    user = specialist.user
    channels = channels_of_specialist(
        email=specialist.email or (user.email if user else ""), phone=specialist.phone if by_sms else ""
    )
    practice, first = Practice.current(), _next_sequence(appointment, Kind.CLIENT_WAITING)
    spans = {"since": since, "starts_at": appointment.starts_at, "ends_at": appointment.ends_at}
    own = list(plan_alerts(channels, practice.alert_after, **spans, first_sequence=first))
    after_own = max((one.sequence for one in own), default=first - 1) + 1
    team = plan_team_alerts(
        _others(specialist), practice.alert_others_after, **spans, first_sequence=after_own
    )
    return [*own, *team]


def _others(specialist: Specialist) -> list[int]:
    """Who else is alerted: reception and admins. One query."""
    rows = User.objects.filter(is_active=True, role__in=[Role.RECEPTION.value, Role.ADMIN.value])
    return list(rows.exclude(pk=specialist.user_id or 0).order_by("pk").values_list("pk", flat=True))


def _next_sequence(appointment: Appointment, kind: Kind) -> int:
    rows = Message.objects.filter(appointment=appointment, version=appointment.version, kind=kind.value)
    last = rows.aggregate(last=Max("sequence"))["last"]
    return 0 if last is None else int(last) + 1
