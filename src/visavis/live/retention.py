"""How long a stream is kept that nobody reads."""

from django.db.models import Q

from visavis.lib.retention import Rule
from visavis.live.models import Disconnection, Stream

RULES = (
    Rule(
        "connections that were ended",
        ("live.Disconnection",),
        lambda keep, now: Disconnection.objects.filter(at__lt=now - keep.technical),
    ),
    Rule(
        "streams of events that nobody reads",
        ("live.Stream",),
        lambda keep, now: Stream.objects.filter(
            Q(read_until=None) | Q(read_until__lt=now - keep.technical), events=None
        ),
    ),
)
