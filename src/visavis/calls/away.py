"""Which providers are away, so that the desk can offer another way before a client waits for it."""

import logging
from datetime import datetime, timedelta

from visavis.booking.models import Appointment
from visavis.calls.models import AwayProvider
from visavis.calls.rooms import carrier_of
from visavis.video.port import VideoError, VideoProvider
from visavis.video.providers import configured_names, provider

logger = logging.getLogger(__name__)
_TEST_LASTS = timedelta(seconds=30)


def look_for_all(*, now: datetime) -> None:
    """Ask each provider with rooms of its own for a test, and record whether it answers. Speaks to them."""
    for video in map(provider, configured_names()):
        if video.capabilities.attends:
            _look_for(video, now=now)


def note_absence(name: str, *, now: datetime) -> None:
    """Record that a provider did not answer."""
    _, is_new = AwayProvider.objects.get_or_create(provider=name, defaults={"since": now})
    if is_new:
        logger.error("%s does not answer: calls that it carries cannot be joined", name)


def note_presence(name: str) -> None:
    """Record that it answers."""
    if AwayProvider.objects.filter(provider=name).delete()[0]:
        logger.warning("%s answers again", name)


def away_carrier(appointment: Appointment) -> AwayProvider | None:
    """Who should carry the call of an appointment and is away. No query where there is no choice."""
    if len(configured_names()) == 1:
        return None
    return AwayProvider.objects.filter(provider=carrier_of(appointment).name).first()


def _look_for(video: VideoProvider, *, now: datetime) -> None:
    try:
        video.test_access(until=now + _TEST_LASTS)
    except VideoError:
        note_absence(video.name, now=now)
    else:
        note_presence(video.name)
