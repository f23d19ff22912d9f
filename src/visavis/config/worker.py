"""One process that delivers messages and runs jobs, until SIGTERM.

Messages have their own threads; Procrastinate runs everything else on the event loop. Each keeps running
while the other fails.
"""

import asyncio
import contextlib
import logging
import os
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connections
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.job_context import JobContext
from procrastinate.jobs import Status
from procrastinate.manager import JobManager
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from visavis.config.database import RECONNECT_S, Role, use_role
from visavis.config.watchdog import Watchdog
from visavis.lib.change_log import ChangeLog
from visavis.lib.liveness import LivenessFile
from visavis.messages.delivery.queue import RetryPolicy
from visavis.messages.delivery.worker import MessageWorker

logger = logging.getLogger(__name__)
changes = ChangeLog(logger)

JOBS_AT_ONCE = 2
STOP_TIMEOUT_S = 4.0
_RESTART_S = 1.0
_CONNECT_S = 2.0
_STALLED_CHECK_S = 15.0


def main(policy: RetryPolicy | None = None, *, liveness_file: Path | None = None) -> None:
    """Work until SIGTERM or SIGINT; what has begun is finished, at most for some seconds.

    `liveness_file` is touched every second, for whoever watches this process.
    """
    # Each thread here keeps a connection while it is busy, so a pool would only be one more place to wait.
    connections.settings["default"]["OPTIONS"].pop("pool", None)
    use_role(Role.WORKER)
    show_life = LivenessFile(liveness_file).touch if liveness_file else lambda: None
    finished = asyncio.run(_work(MessageWorker(policy=policy), show_life))
    if not finished:
        # A delivery hangs in its thread. Its lease runs out, and another worker takes over.
        logger.warning("a delivery did not end in time; it will be taken over")
        logging.shutdown()
        os._exit(0)


class SideTaskFailures(logging.Filter):
    """Keeps Procrastinate's errors about its own side tasks out of the log: it repeats one for each attempt.

    The last one is kept, for `_run_jobs` says once that jobs stopped and why.
    """

    last = ""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is logged."""
        if getattr(record, "action", "") != "side_task_failed":
            return True
        self.last = str(getattr(record, "exception", ""))
        return False


side_task_failures = SideTaskFailures()


async def _work(messages: MessageWorker, show_life: Callable[[], None]) -> bool:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    moved = {"the event loop": time.monotonic()}
    messages.start()
    Watchdog(lambda: messages.progress() | moved, show_life=show_life).start()
    moving = asyncio.create_task(_move(moved))
    jobs = asyncio.create_task(_run_jobs(stop, messages))
    await stop.wait()
    moving.cancel()
    finished = await asyncio.to_thread(messages.stop)
    with contextlib.suppress(TimeoutError, asyncio.CancelledError):
        await asyncio.wait_for(jobs, timeout=STOP_TIMEOUT_S)
    return finished


async def _move(moved: dict[str, float]) -> None:
    """Show that the event loop is not stuck."""
    while True:
        for name in moved:
            moved[name] = time.monotonic()
        await asyncio.sleep(1)


async def _run_jobs(stop: asyncio.Event, messages: MessageWorker) -> None:
    """Run Procrastinate, and restart it whenever it ends: after a restart of the database, for example."""
    logging.getLogger("procrastinate.worker.worker").addFilter(side_task_failures)
    while not stop.is_set() and not messages.clock_known.is_set():
        await asyncio.sleep(0.1)
    while not stop.is_set():
        side_task_failures.last = ""
        try:
            await _run_jobs_once(stop)
            why = side_task_failures.last
        except Exception as error:  # noqa: BLE001  whatever it is, messages go on and jobs are retried
            why = str(error)
        # The thread that asks on its behalf keeps a connection that may be no more. Procrastinate also ends
        # without an exception, and its periodic jobs would meet the same dead connection for ever.
        await sync_to_async(connections.close_all)()
        if not stop.is_set():
            changes.trouble("jobs", f"jobs stopped and start again: {why or 'the worker of the jobs ended'}")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), timeout=_RESTART_S)


async def _run_jobs_once(stop: asyncio.Event) -> None:
    # As Procrastinate's own Django app makes one, but for the patience: a pool that waits half a minute for a
    # database that is away does not end when it is asked to.
    connector = PsycopgConnector(
        kwargs=connector_params("default"), timeout=_CONNECT_S, reconnect_timeout=RECONNECT_S
    )
    # Not `replace_connector`: what a job defers must go by its own transaction, as everywhere else.
    working = app.with_connector(connector)
    async with working.open_async():
        worker = asyncio.create_task(_run_worker(working))
        stalled = asyncio.create_task(_retry_stalled_jobs(working.job_manager))
        asked = asyncio.create_task(stop.wait())
        await asyncio.wait({worker, stalled, asked}, return_when=asyncio.FIRST_COMPLETED)
        for task in (asked, stalled, worker):
            task.cancel()
        for task in (stalled, worker):
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _retry_stalled_jobs(jobs: JobManager) -> None:
    """Retry the jobs of workers that died, for ever: Procrastinate does not do it by itself."""
    while True:
        for job in await jobs.get_stalled_jobs():
            try:
                await jobs.retry_job(job)
            except UniqueViolation:
                # The same was asked for again meanwhile; another worker may be removing this one, too.
                with contextlib.suppress(ConnectorException):
                    await jobs.finish_job(job, Status.FAILED, delete_job=True)
            except ConnectorException as error:
                # Another worker was quicker. Were it the database, the next question would say so.
                logger.debug("job %s was not retried: %s", job.id, error)
        await asyncio.sleep(_STALLED_CHECK_S)


async def _note_run(call: Callable[[], Awaitable[Any]], _context: JobContext, _worker: Worker) -> Any:
    """Around each job: one that ends in order shows that jobs run."""
    result = await call()
    changes.over("jobs", "jobs run again")
    return result


async def _run_worker(working: App) -> None:
    await working.run_worker_async(
        concurrency=JOBS_AT_ONCE,
        install_signal_handlers=False,
        delete_jobs="successful",
        shutdown_graceful_timeout=STOP_TIMEOUT_S / 2,
        worker_middleware=[_note_run],
    )
