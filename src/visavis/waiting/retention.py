"""How long it is kept who was in which waiting room."""

from visavis.lib.retention import Rule
from visavis.waiting.models import ClientDelay, Visit

RULES = (
    Rule(
        "visits of waiting rooms",
        ("waiting.Visit",),
        lambda keep, now: Visit.objects.filter(appointment__ends_at__lt=now - keep.technical),
    ),
    Rule(
        "announcements to be late",
        ("waiting.ClientDelay",),
        lambda keep, now: ClientDelay.objects.filter(appointment__ends_at__lt=now - keep.technical),
    ),
)
