"""Signs of life of the workers, so that a missing one is noticed before a client is."""

from datetime import datetime, timedelta

from visavis.messages.models import WorkerHeartbeat

EVERY = timedelta(seconds=10)
SILENT_AFTER = timedelta(seconds=45)
"""A worker that was not heard of for so long is missed."""
FORGOTTEN_AFTER = timedelta(days=1)


def beat(name: str, *, now: datetime) -> None:
    """Say that the worker called `name` lives."""
    WorkerHeartbeat.objects.update_or_create(
        name=name, defaults={"seen_at": now}, create_defaults={"seen_at": now, "started_at": now}
    )
    WorkerHeartbeat.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()


def end(name: str) -> None:
    """Say that the worker ends in order."""
    WorkerHeartbeat.objects.filter(name=name).delete()


def last_seen() -> datetime | None:
    """When any worker was last heard of (UTC), or None."""
    return WorkerHeartbeat.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()


def somebody_works(*, now: datetime) -> bool:
    """Whether a worker is there; without one nothing leaves the house."""
    seen = last_seen()
    return seen is not None and seen > now - SILENT_AFTER
