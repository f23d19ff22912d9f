"""What a client in the waiting room is told of how it stands: nothing but what is true at this moment."""

from datetime import datetime
from typing import Any

from visavis.messages.models import Message
from visavis.messages.queries import alerts_of
from visavis.waiting.models import Visit
from visavis.waiting.queries import lateness_of, position


def standing_of(client: Visit, *, now: datetime) -> dict[str, Any]:
    """The facts from which the waiting room makes its sentences. Instants are ISO, UTC."""
    appointment = client.appointment
    name = appointment.specialist.name
    alerts = alerts_of(appointment, since=client.entered_at or now)
    return {
        "position": position(client, now=now),
        # By a page that is open now; the past has another sentence.
        "noticedBy": name if client.noticed(now=now) else None,
        "noticedAt": _iso(client.noticed_at),
        "alert": _alert(alerts.last),
        "alertAt": _iso(alerts.next_at),
        "message": {"text": client.said, "at": _iso(client.answered_at)} if client.said else None,
        "holdUntil": _iso(client.hold_until),
        "lateMinutes": lateness_of(appointment, now=now),
    }


def _alert(sent: Message | None) -> dict[str, Any] | None:
    return {"channel": sent.channel, "at": _iso(sent.sent_at)} if sent else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
