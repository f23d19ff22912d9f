"""What the ledger does while somebody waits: the specialist is alerted until there is an answer."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.db.models import Max

from visavis.booking.models import Appointment
from visavis.messages.kinds import Kind, Recipient
from visavis.messages.ledger import Happening, supersede, wanted_channels, write
from visavis.messages.models import Message
from visavis.messages.plan import Draft, alerts, channels_of_specialist, news
from visavis.messages.reasons import Reason
from visavis.practice.models import Practice


class Answer(Happening, Protocol):
    """A waiting client was answered, and need not be told of again before `until`. UTC."""

    @property
    def until(self) -> datetime: ...


class Delay(Happening, Protocol):
    """The specialist of the appointment will be `minutes` late."""

    @property
    def minutes(self) -> int: ...


def alert_specialist(fact: Happening) -> None:
    """Somebody waits: plan what their specialist is sent until there is an answer."""
    write(fact, _alerts(fact, since=fact.at))


def alert_later(fact: Answer) -> None:
    """The client was answered: be quiet, and begin anew when what was said has run out."""
    stop_alerts(fact)
    write(fact, _alerts(fact, since=fact.until))


def stop_alerts_if_met(fact: Happening) -> None:
    """The client was let in. By the door, or by anybody but the specialist, they still wait for somebody."""
    if fact.by.user is not None and fact.by.user.pk == fact.appointment.specialist.user_id:
        stop_alerts(fact)


def stop_alerts(fact: Happening) -> None:
    """Nobody waits unanswered any more."""
    rows = Message.objects.filter(appointment=fact.appointment, kind=Kind.CLIENT_WAITING.value)
    supersede(rows, Reason.ANSWERED)


def tell_of_delay(fact: Delay) -> None:
    """Tell the client that their specialist will be late."""
    appointment = fact.appointment
    drafts = news(
        Kind.RUNNING_LATE,
        Recipient.CLIENT,
        wanted_channels(appointment),
        ends_at=appointment.ends_at,
        now=fact.at,
    )
    following = _next_repeat(appointment, Kind.RUNNING_LATE)
    write(fact, [replace(one, minutes_before=fact.minutes, repeat=following) for one in drafts])


def _alerts(fact: Happening, *, since: datetime) -> list[Draft]:
    appointment = fact.appointment
    specialist = appointment.specialist
    by_sms = settings.VISAVIS.sms.kind != "none"
    user = specialist.user
    channels = channels_of_specialist(
        email=specialist.email or (user.email if user else ""), phone=specialist.phone if by_sms else ""
    )
    return list(
        alerts(
            channels,
            Practice.current().alert_after,
            since=since,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            first_repeat=_next_repeat(appointment, Kind.CLIENT_WAITING),
        )
    )


def _next_repeat(appointment: Appointment, kind: Kind) -> int:
    rows = Message.objects.filter(appointment=appointment, version=appointment.version, kind=kind.value)
    last = rows.aggregate(last=Max("repeat"))["last"]
    return 0 if last is None else int(last) + 1
