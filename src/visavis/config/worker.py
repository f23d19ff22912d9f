"""One process that delivers messages and runs jobs, until SIGTERM.

Messages have threads of their own, since they are the promise; Procrastinate runs everything else
on the event loop. Either keeps going while the other is in trouble.
"""

import asyncio
import contextlib
import logging
import os
import signal

from asgiref.sync import sync_to_async
from django.db import connections
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from visavis.messages.delivery.queue import RetryPolicy
from visavis.messages.delivery.worker import MessageWorker

logger = logging.getLogger(__name__)

JOBS_AT_ONCE = 2
PATIENCE_S = 4.0
_AGAIN_S = 1.0
_TAKE_OVER_S = 15.0


def main(policy: RetryPolicy | None = None) -> None:
    """Work until SIGTERM or SIGINT; what has begun is finished, at most for some seconds."""
    # Each thread here keeps a connection while it is busy, so a pool would only be one more place to wait.
    connections.settings["default"]["OPTIONS"].pop("pool", None)
    finished = asyncio.run(_work(MessageWorker(policy=policy)))
    if not finished:
        # A delivery hangs in its thread. Its lease runs out, and another worker takes over.
        logger.warning("a delivery did not end in time; it will be taken over")
        logging.shutdown()
        os._exit(0)


async def _work(messages: MessageWorker) -> bool:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    messages.start()
    jobs = asyncio.create_task(_run_jobs(stop))
    await stop.wait()
    finished = await asyncio.to_thread(messages.stop)
    with contextlib.suppress(TimeoutError, asyncio.CancelledError):
        await asyncio.wait_for(jobs, timeout=PATIENCE_S)
    return finished


async def _run_jobs(stop: asyncio.Event) -> None:
    """Procrastinate, started again whenever the database was away."""
    while not stop.is_set():
        try:
            await _run_jobs_once(stop)
        except Exception as error:  # noqa: BLE001  whatever it is, messages go on and jobs are tried again
            logger.warning("jobs stopped and start again: %s", error)
            # The thread that asked on its behalf may keep a connection that is no more.
            await sync_to_async(connections.close_all)()
        if not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), timeout=_AGAIN_S)


async def _run_jobs_once(stop: asyncio.Event) -> None:
    connector = app.connector
    assert isinstance(connector, DjangoConnector)  # noqa: S101  Procrastinate's own Django app makes it
    # Not `replace_connector`: what a job defers must go by its own transaction, as everywhere else.
    working = app.with_connector(connector.get_worker_connector())
    async with working.open_async():
        worker = asyncio.create_task(_worker_of(working))
        heirs = asyncio.create_task(_take_over(working.job_manager))
        asked = asyncio.create_task(stop.wait())
        await asyncio.wait({worker, heirs, asked}, return_when=asyncio.FIRST_COMPLETED)
        for task in (asked, heirs, worker):
            task.cancel()
        for task in (heirs, worker):
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _take_over(jobs: JobManager) -> None:
    """Begin again, for ever, what workers that died had begun: Procrastinate leaves it as it was."""
    while True:
        for job in await jobs.get_stalled_jobs():
            try:
                await jobs.retry_job(job)
            except UniqueViolation:
                # The same was asked for again meanwhile.
                await jobs.finish_job(job, Status.FAILED, delete_job=True)
        await asyncio.sleep(_TAKE_OVER_S)


async def _worker_of(working: App) -> None:
    await working.run_worker_async(
        concurrency=JOBS_AT_ONCE,
        install_signal_handlers=False,
        delete_jobs="successful",
        shutdown_graceful_timeout=PATIENCE_S / 2,
    )
