"""The part of a worker process that delivers messages: loops, LISTEN, heartbeats, and an orderly stop."""

import contextlib
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime

import psycopg
from django.db import InterfaceError, OperationalError, connection, connections
from psycopg.conninfo import make_conninfo

from visavis.lib import clock
from visavis.messages.delivery import heartbeats, queue
from visavis.messages.delivery.queue import RetryPolicy
from visavis.messages.delivery.senders import ChannelLoop, WorkerContext
from visavis.messages.planning.ledger import NOTIFY_CHANNEL
from visavis.notify.channels import channel_for
from visavis.notify.port import Channel, ChannelName

logger = logging.getLogger(__name__)

STOP_TIMEOUT_S = 4.0
"""How long `stop` waits for deliveries that have begun."""
_RECONNECT_S = 1.0


class MessageWorker:
    """Everything that delivers messages in one process. Start it once, stop it once.

    From the first contact with the database on, this process goes by the database's clock.
    """

    def __init__(
        self, *, policy: RetryPolicy | None = None, channels: Callable[[ChannelName], Channel] = channel_for
    ) -> None:
        name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._context = WorkerContext(worker=name, channel_for=channels, policy=policy or RetryPolicy())
        self._loops = [ChannelLoop(self._context, channel) for channel in ChannelName]
        self._listener = threading.Thread(target=self._listen, name="listener", daemon=True)
        self._listener_moved = time.monotonic()

    @property
    def name(self) -> str:
        """What this worker is called in the ledger."""
        return self._context.worker

    @property
    def clock_known(self) -> threading.Event:
        """Set once the database's clock was read."""
        return self._context.clock_known

    def progress(self) -> dict[str, float]:
        """By thread: when it last moved, in seconds of `time.monotonic`."""
        found = {name: moved for loop in self._loops for name, moved in loop.progress().items()}
        return found | {self._listener.name: self._listener_moved}

    def start(self) -> None:
        """Start all threads."""
        self._listener_moved = time.monotonic()
        for loop in self._loops:
            loop.start()
        self._listener.start()

    def stop(self) -> bool:
        """Finish deliveries that have begun, release the rest. False when a delivery did not end in time."""
        deadline = time.monotonic() + STOP_TIMEOUT_S
        self._context.stopping.set()
        for loop in self._loops:
            loop.wake.set()
        for loop in self._loops:
            loop.join(timeout=max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(OperationalError, InterfaceError):
            # A delivery that has begun keeps its lease: it may still succeed.
            queue.release(self.name)
            heartbeats.remove(self.name)
        connection.close()
        return not any(loop.is_alive() for loop in self._loops)

    def _listen(self) -> None:
        """Wake the loops upon NOTIFY and send heartbeats. Without NOTIFY the loops still tick."""
        last_beat = 0.0
        while not self._context.stopping.is_set():
            self._listener_moved = time.monotonic()
            try:
                with psycopg.connect(direct_connection(), autocommit=True) as listening:
                    listening.execute(f"LISTEN {NOTIFY_CHANNEL}")
                    while not self._context.stopping.is_set():
                        self._listener_moved = time.monotonic()
                        last_beat = self._heartbeat(last_beat, listening)
                        for _ in listening.notifies(timeout=1.0, stop_after=1):
                            self._wake()
            except (psycopg.OperationalError, OperationalError, InterfaceError):
                connection.close()
                self._context.stopping.wait(_RECONNECT_S)
        connection.close()

    def _heartbeat(self, last_beat: float, listening: psycopg.Connection) -> float:
        if time.monotonic() - last_beat < heartbeats.EVERY.total_seconds():
            return last_beat
        off = clock.follow(_database_time(listening))
        self._context.clock_known.set()
        if abs(off) > heartbeats.CLOCKS_APART:
            said = (
                f"this machine's clock is {off.total_seconds():.0f} s ahead of the database's, which counts"
            )
            self._context.changes.trouble("clock", said)
        else:
            self._context.changes.over("clock", "this machine's clock agrees with the database's")
        if not all(loop.is_alive() for loop in self._loops):
            return last_beat  # No heartbeat: a loop has died, and somebody must look.
        heartbeats.record(self.name, now=self._context.now(), clock_off=off)
        # One heartbeat in ten seconds is no reason to keep a connection.
        connection.close()
        return time.monotonic()

    def _wake(self) -> None:
        for loop in self._loops:
            loop.wake.set()


def _database_time(listening: psycopg.Connection) -> datetime:
    row = listening.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None  # noqa: S101  it always answers one row
    at: datetime = row[0]
    return at


_OPTIONS_OF_DJANGO = {"pool", "server_side_binding", "prepare_threshold"}


def direct_connection() -> str:
    """The database's address without a pool in between, which would swallow notifications."""
    known = connections["default"].settings_dict
    parts = {name: value for name, value in known["OPTIONS"].items() if name not in _OPTIONS_OF_DJANGO}
    parts |= {"dbname": known["NAME"], "user": known["USER"], "password": known["PASSWORD"]}
    parts |= {"host": known["HOST"], "port": known["PORT"]}
    return make_conninfo(**{name: str(value) for name, value in parts.items() if value})
