"""How long seats and the figures of connections are kept."""

from datetime import timedelta

from visavis.calls.models import Call, ConnectedInterval, Connection, MediaStay, ReceivedWebhook, Seat
from visavis.lib.retention import Rule

WEBHOOKS_KEPT = timedelta(days=7)
"""Longer than any provider goes on telling the same."""

RULES = (
    Rule(
        "what providers of calls told",
        ("calls.ReceivedWebhook",),
        lambda _keep, now: ReceivedWebhook.objects.filter(received_at__lt=now - WEBHOOKS_KEPT),
    ),
    Rule(
        "stays in rooms of providers",
        ("calls.MediaStay",),
        lambda keep, now: MediaStay.objects.filter(appointment__ends_at__lt=now - keep.technical),
    ),
    Rule(
        "who carried calls",
        ("calls.Call",),
        lambda keep, now: Call.objects.filter(appointment__ends_at__lt=now - keep.technical),
    ),
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
