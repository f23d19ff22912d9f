"""What a monitor asks: does this process answer, and is the whole practice in order."""

import json
import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from visavis.lib.clock import now as the_clock
from visavis.messages.delivery.heartbeats import WorkerHealth, WorkerProblem, worker_health
from visavis.messages.reasons import CAPPED, Reason
from visavis.messages.staff.delivery_problems import find_troubles
from visavis.people.access import for_everyone

IN_ORDER = "in order"
DISK_NEEDED = 100_000_000
"""Bytes that must be free in the folder of our files; with less the database soon cannot write."""


@for_everyone
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """This process answers; for whoever decides where to send the next request."""
    return _answer({"web": IN_ORDER})


@for_everyone
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Everything that the practice promises can be kept: pages, database, a worker that sends, jobs that run.

    503 names what is missing. Without a worker pages go on, but nobody is reminded of anything; without jobs
    no consultation is closed.
    """
    try:
        connection.ensure_connection()
        now = the_clock()
        parts = _worker(worker_health(now=now)) | {"messages": _messages(now)}
    except Error:
        return _answer(_without_database("not reachable"))
    return _answer({"web": IN_ORDER, "database": IN_ORDER, **parts, "disk": _disk()})


def not_answered() -> str:
    """What is said in place of `ready` when the database keeps it waiting."""
    return json.dumps(_without_database("no answer in time"))


def _without_database(database: str) -> dict[str, str]:
    unknown = dict.fromkeys(("worker", "jobs", "messages"), "not known")
    return {"web": IN_ORDER, "database": database, **unknown, "disk": _disk()}


def _disk() -> str:
    folder: Path = settings.VISAVIS.var
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return IN_ORDER if free >= DISK_NEEDED else f"only {free // 1_000_000} MB are free in {folder}"


def _messages(now: datetime) -> str:
    """What keeps messages waiting. That a channel is not set up is the operator's choice and no trouble."""
    chosen = {Reason.NOT_CONFIGURED, *CAPPED}
    found = [(channel, reason) for channel, reason in find_troubles(now=now) if reason not in chosen]
    return ", ".join(f"{channel} {reason or 'overdue'}" for channel, reason in found) or IN_ORDER


def _worker(health: WorkerHealth) -> dict[str, str]:
    worker = jobs = IN_ORDER
    if WorkerProblem.CLOCK_OFF in health.problems:
        worker = f"its clock is {health.clock_off.total_seconds():.0f} s ahead of the database's"
    if WorkerProblem.NONE_RUNS in health.problems:
        worker = "none is running"
    if WorkerProblem.JOBS_STOPPED in health.problems:
        jobs = "not running"
    return {"worker": worker, "jobs": jobs}


def _answer(parts: dict[str, str]) -> HttpResponse:
    sound = all(state == IN_ORDER for state in parts.values())
    answer = JsonResponse(parts, status=200 if sound else 503, headers={"Cache-Control": "no-store"})
    # A monitor asks again and again; Django's log would repeat each 503 as an error.
    answer._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark, unknown to the stubs
    return answer
