"""What a waiting client is told: nothing but what is true at this moment."""

from datetime import datetime
from typing import Any

from visavis.messages.models import Message
from visavis.messages.queries import alerts_of
from visavis.waiting.models import SpecialistDelay, Visit
from visavis.waiting.queries import current_delay, queue_position


def waiting_status(client: Visit, *, now: datetime) -> dict[str, Any]:
    """The facts from which the waiting room makes its sentences. Instants are ISO, UTC."""
    appointment = client.appointment
    name = appointment.specialist.name
    alerts = alerts_of(appointment, since=client.entered_at or now)
    patience, late = _last_word(client, current_delay(appointment, now=now), now=now)
    return {
        "position": queue_position(client, now=now),
        # By a page that is open now; the past has another sentence.
        "acknowledgedBy": name if client.is_acknowledged(now=now) else None,
        "acknowledgedAt": _iso(client.acknowledged_at),
        "alert": _alert(alerts.last),
        "alertAt": _iso(alerts.next_at),
        "message": {"text": client.said, "at": _iso(client.answered_at)} if client.said else None,
        "holdUntil": _iso(patience),
        "lateMinutes": late,
    }


def _last_word(client: Visit, late: SpecialistDelay | None, *, now: datetime) -> tuple[datetime | None, int]:
    """Until when they were asked to be patient, or how many minutes later it begins: what was said last."""
    patience = client.hold_until if client.hold_until and client.hold_until > now else None
    if late is None:
        return patience, 0
    if patience and client.answered_at and client.answered_at > late.said_at:
        return patience, 0
    return None, late.minutes


def _alert(sent: Message | None) -> dict[str, Any] | None:
    return {"channel": sent.channel, "at": _iso(sent.sent_at)} if sent else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
