"""How long seats and the figures of connections are kept."""

from visavis.calls.models import ConnectedInterval, Connection, Seat
from visavis.lib.retention import Rule

RULES = (
    Rule(
        "seats in calls",
        ("calls.Seat",),
        lambda keep, now: Seat.objects.filter(appointment__ends_at__lt=now - keep.technical),
    ),
    Rule(
        "times of connection",
        ("calls.ConnectedInterval",),
        lambda keep, now: ConnectedInterval.objects.filter(appointment__ends_at__lt=now - keep.technical),
    ),
    Rule(
        "figures of connections",
        ("calls.Connection",),
        lambda keep, now: Connection.objects.filter(appointment__ends_at__lt=now - keep.technical),
    ),
)
