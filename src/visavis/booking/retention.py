"""How long holds and requests that came to nothing, and spent challenges, are kept."""

from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment, SpentChallenge
from visavis.lib.retention import Rule

_ENDED = Appointment.objects.filter(state=State.EXPIRED.value)

RULES = (
    Rule(
        "times that were held and never booked",
        ("booking.Appointment",),
        lambda keep, now: _ENDED.filter(client=None, held_until__lt=now - keep.holds),
    ),
    Rule(
        "requests that nobody answered",
        ("booking.Appointment",),
        lambda keep, now: _ENDED.filter(client__isnull=False, ends_at__lt=now - keep.requests),
    ),
    Rule(
        "challenges that were used and have expired",
        ("booking.SpentChallenge",),
        lambda _keep, now: SpentChallenge.objects.filter(expires_at__lte=now),
    ),
)
