"""A worker's part that delivers messages: starts the loops, listens for news, gives signs of life, stops."""

import contextlib
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable

import psycopg
from django.db import InterfaceError, OperationalError, connection, connections
from psycopg.conninfo import make_conninfo

from visavis.messages import heartbeats, queue
from visavis.messages.ledger import WAKE
from visavis.messages.queue import Policy
from visavis.messages.sending import ChannelLoop, Post
from visavis.notify.channels import channel_for
from visavis.notify.port import Channel, ChannelName

logger = logging.getLogger(__name__)

PATIENCE_S = 4.0
"""How long stopping waits for deliveries that have begun."""
_LISTEN_AGAIN_S = 1.0


class PostOffice:
    """Everything that delivers messages in one process. Start it once, stop it once."""

    def __init__(
        self, *, policy: Policy | None = None, channels: Callable[[ChannelName], Channel] = channel_for
    ) -> None:
        name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._post = Post(worker=name, channel_for=channels, policy=policy or Policy())
        self._loops = [ChannelLoop(self._post, channel) for channel in ChannelName]
        self._listener = threading.Thread(target=self._listen, name="listener", daemon=True)

    @property
    def name(self) -> str:
        """What this worker is called in the ledger."""
        return self._post.worker

    def start(self) -> None:
        """Start all threads."""
        for loop in self._loops:
            loop.start()
        self._listener.start()

    def stop(self) -> bool:
        """Finish what has begun, give back the rest. False when a delivery did not end in time."""
        deadline = time.monotonic() + PATIENCE_S
        self._post.stopping.set()
        for loop in self._loops:
            loop.wake.set()
        for loop in self._loops:
            loop.join(timeout=max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(OperationalError, InterfaceError):
            # What was begun keeps its lease, in case it does end well.
            queue.release(self.name)
            heartbeats.end(self.name)
        connection.close()
        return not any(loop.is_alive() for loop in self._loops)

    def _listen(self) -> None:
        """Wake the loops upon NOTIFY, and give a sign of life; without news there is still the tick."""
        beaten = 0.0
        while not self._post.stopping.is_set():
            try:
                with psycopg.connect(direct_connection(), autocommit=True) as listening:
                    listening.execute(f"LISTEN {WAKE}")
                    while not self._post.stopping.is_set():
                        beaten = self._beat(beaten)
                        for _ in listening.notifies(timeout=1.0, stop_after=1):
                            self._wake()
            except (psycopg.OperationalError, OperationalError, InterfaceError):
                connection.close()
                self._post.stopping.wait(_LISTEN_AGAIN_S)
        connection.close()

    def _beat(self, beaten: float) -> float:
        if time.monotonic() - beaten < heartbeats.EVERY.total_seconds():
            return beaten
        if not all(loop.is_alive() for loop in self._loops):
            return beaten  # Silence is the truth: somebody must look.
        heartbeats.beat(self.name, now=self._post.now())
        # One connection is enough for a sign of life every ten seconds.
        connection.close()
        return time.monotonic()

    def _wake(self) -> None:
        for loop in self._loops:
            loop.wake.set()


def direct_connection() -> str:
    """How to reach the database without a pool in between, which would swallow notifications."""
    known = connections["default"].settings_dict
    parts = {name: value for name, value in known["OPTIONS"].items() if name != "pool"}
    parts |= {"dbname": known["NAME"], "user": known["USER"], "password": known["PASSWORD"]}
    parts |= {"host": known["HOST"], "port": known["PORT"]}
    return make_conninfo(**{name: str(value) for name, value in parts.items() if value})
