"""Heartbeats of the workers, so that a missing worker is noticed."""

from datetime import datetime, timedelta

from visavis.messages.models import WorkerHeartbeat

EVERY = timedelta(seconds=10)
SILENT_AFTER = timedelta(seconds=45)
"""A worker without a heartbeat for this long counts as dead."""
FORGOTTEN_AFTER = timedelta(days=1)


def record(name: str, *, now: datetime) -> None:
    """Record a heartbeat of the worker called `name`."""
    WorkerHeartbeat.objects.update_or_create(
        name=name, defaults={"seen_at": now}, create_defaults={"seen_at": now, "started_at": now}
    )
    WorkerHeartbeat.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()


def remove(name: str) -> None:
    """The worker stops in an orderly way."""
    WorkerHeartbeat.objects.filter(name=name).delete()


def last_seen() -> datetime | None:
    """The latest heartbeat of any worker (UTC), or None."""
    return WorkerHeartbeat.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()


def worker_is_alive(*, now: datetime) -> bool:
    """Whether any worker is alive; without one no message is sent."""
    seen = last_seen()
    return seen is not None and seen > now - SILENT_AFTER
