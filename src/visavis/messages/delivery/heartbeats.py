"""Heartbeats of the workers and of the jobs they run, so that what stands still is noticed.

A worker's heartbeat says that its threads that deliver messages live. The heartbeat of the jobs is written by
a job that runs by the clock like all others, so it says that such jobs run.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from visavis.messages.models import WorkerHeartbeat

EVERY = timedelta(seconds=10)
SILENT_AFTER = timedelta(seconds=45)
"""A worker without a heartbeat for this long counts as dead."""
JOBS_EVERY_S = 15
JOBS_SILENT_AFTER = timedelta(seconds=60)
"""Jobs that run by the clock count as stopped when their heartbeat is older."""
AHEAD_AT_MOST = timedelta(seconds=45)
"""A heartbeat from further in the future is none: one of the clocks is wrong."""
CLOCKS_APART = timedelta(seconds=30)
"""How far a worker's clock may be from the database's before staff are told."""
FORGOTTEN_AFTER = timedelta(days=1)
JOBS = "jobs"
"""The name of the one heartbeat of all jobs."""


class WorkerProblem(StrEnum):
    """What stands still or goes wrong in the worker."""

    NONE_RUNS = "none_runs"
    JOBS_STOPPED = "jobs_stopped"
    CLOCK_OFF = "clock_off"


@dataclass(frozen=True, slots=True)
class WorkerHealth:
    """The workers as their heartbeats tell. `problems` is empty when all is in order."""

    problems: tuple[WorkerProblem, ...]
    clock_off: timedelta
    """How far the clock of a living worker is ahead of the database's; the one that is furthest off."""


def record(name: str, *, now: datetime, clock_off: timedelta = timedelta()) -> None:
    """Record a heartbeat of the worker called `name`, whose clock is `clock_off` ahead of the database's."""
    seen = {"seen_at": now, "clock_off_s": clock_off.total_seconds()}
    WorkerHeartbeat.objects.update_or_create(
        name=name, defaults=seen, create_defaults={**seen, "started_at": now}
    )
    WorkerHeartbeat.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()


def record_jobs(*, now: datetime) -> None:
    """Record that jobs run."""
    record(JOBS, now=now)


def remove(name: str) -> None:
    """The worker stops in an orderly way."""
    WorkerHeartbeat.objects.filter(name=name).delete()


def worker_is_alive(*, now: datetime) -> bool:
    """Whether any worker is alive; without one no message is sent."""
    return WorkerProblem.NONE_RUNS not in worker_health(now=now).problems


def worker_health(*, now: datetime) -> WorkerHealth:
    """Whether a worker lives, jobs run, and clocks agree. One query."""
    recent = WorkerHeartbeat.objects.filter(
        seen_at__gt=now - JOBS_SILENT_AFTER, seen_at__lte=now + AHEAD_AT_MOST
    )
    rows = list(recent)
    alive = [row for row in rows if row.name != JOBS and row.seen_at > now - SILENT_AFTER]
    off = max((timedelta(seconds=row.clock_off_s) for row in alive), key=abs, default=timedelta())
    problems = []
    if not alive:
        problems.append(WorkerProblem.NONE_RUNS)
    if not any(row.name == JOBS for row in rows):
        problems.append(WorkerProblem.JOBS_STOPPED)
    if abs(off) > CLOCKS_APART:
        problems.append(WorkerProblem.CLOCK_OFF)
    return WorkerHealth(tuple(problems), off)
