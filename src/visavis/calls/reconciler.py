"""Ask the providers who is in the calls that are going on, and repair what their webhooks did not tell."""

import logging
from collections.abc import Callable
from datetime import datetime

from visavis.booking.lifecycle import State
from visavis.calls.models import Call
from visavis.calls.rooms import forget_room
from visavis.calls.services import record_attendance
from visavis.video.port import RoomGone, VideoError
from visavis.video.providers import configured_names, provider, provider_of

logger = logging.getLogger(__name__)


def reconcile_calls(now: Callable[[], datetime]) -> int:
    """Ask about each call in progress whose provider knows who attends; return how many were asked about.

    A provider that does not answer is left alone until the next time: its calls would only wait in a row.
    """
    asked, away = 0, set[str]()
    for call in _running():
        if call.provider in away:
            continue
        try:
            _reconcile(call, asked_at=now())
            asked += 1
        except VideoError as error:
            away.add(call.provider)
            logger.warning("%s does not say who attends its calls: %s", call.provider, error)
    return asked


def _reconcile(call: Call, *, asked_at: datetime) -> None:
    try:
        present = provider_of(call.ref).attendance(call.ref)
    except RoomGone:
        forget_room(call.ref, asked_at=asked_at)
        present = []
    record_attendance(call, present, asked_at=asked_at)


def _running() -> list[Call]:
    rows = Call.objects.filter(provider__in=_attending(), appointment__state=State.IN_PROGRESS.value)
    return list(rows.exclude(room="").select_related("appointment__specialist", "appointment__service"))


def _attending() -> list[str]:
    return [name for name in configured_names() if provider(name).capabilities.attends]
