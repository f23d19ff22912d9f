"""The threads of a worker that deliver messages: one loop for each channel, and its senders.

The loop claims only as many messages as its senders can begin soon, so that a mail server that hangs
delays a handful of messages and not a thousand. Each channel has its own senders, so that a hanging mail
server delays no text message. A sender keeps its connections while it is busy and closes them when idle.
"""

import logging
import queue as queues
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection

from visavis.lib import clock
from visavis.lib.change_log import ChangeLog
from visavis.messages.delivery import queue
from visavis.messages.delivery.attempt import deliver_message
from visavis.messages.delivery.queue import Claimed, Clock, RetryPolicy
from visavis.messages.models import Message
from visavis.notify.port import Channel, ChannelName
from visavis.practice.models import Practice

logger = logging.getLogger(__name__)
Work = queues.SimpleQueue[tuple[Claimed, Message, Practice] | None]

SENDERS = {ChannelName.EMAIL: 10, ChannelName.SMS: 2}
TICK_S = 1.0
IDLE_S = 5.0
RETRY_S = 0.5
DATABASE = "database"
PRACTICE_CACHED_FOR = timedelta(seconds=5)


@dataclass
class WorkerContext:
    """What all threads of one worker share."""

    worker: str
    channel_for: Callable[[ChannelName], Channel]
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    now: Clock = clock.now
    stopping: threading.Event = field(default_factory=threading.Event)
    clock_known: threading.Event = field(default_factory=threading.Event)
    """Set once the database's clock was read; nothing is sent by another."""
    changes: ChangeLog = field(default_factory=lambda: ChangeLog(logger))


class ChannelLoop(threading.Thread):
    """Claims the messages of one channel and hands them to its senders, until the worker stops."""

    def __init__(self, context: WorkerContext, channel: ChannelName) -> None:
        super().__init__(name=f"{channel.value}-loop", daemon=True)
        self._context = context
        self._channel = channel
        self.wake = threading.Event()
        self._work: Work = queues.SimpleQueue()
        self._in_progress = 0
        self._changed = threading.Condition()
        self._senders = [Sender(context, self, self._work) for _ in range(SENDERS[channel])]
        self._practice: tuple[Practice, float] | None = None
        self._moved = time.monotonic()

    def progress(self) -> dict[str, float]:
        """By thread: when it last moved, in seconds of `time.monotonic`."""
        moved = {f"{one.name} {number}": one.moved for number, one in enumerate(self._senders)}
        return moved | {self.name: self._moved}

    @property
    def channel(self) -> ChannelName:
        """Which channel this loop serves."""
        return self._channel

    def run(self) -> None:
        """Claim and hand over until told to stop, then wait for what has begun."""
        for sender in self._senders:
            sender.moved = time.monotonic()
            sender.start()
        while not self._context.stopping.is_set():
            self._moved = time.monotonic()
            if not self._context.clock_known.wait(timeout=RETRY_S):
                continue
            try:
                claimed = self._claim()
            except Exception as error:  # noqa: BLE001  whatever it is, the loop tries again
                _log_error(self._context, error, "messages wait")
                self._context.stopping.wait(RETRY_S)
                continue
            self._context.changes.over(DATABASE, "the database is back: messages are sent again")
            if not claimed:
                self._pause()
        for _ in self._senders:
            self._work.put(None)
        for sender in self._senders:
            sender.join()
        connection.close()

    def done(self) -> None:
        """Called by a sender that has finished a message."""
        with self._changed:
            self._in_progress -= 1
            self._changed.notify_all()

    def _claim(self) -> int:
        """Fill the senders' queue once half of it is empty; return how many were claimed."""
        room = 2 * len(self._senders) - self._in_progress
        if room < len(self._senders):
            return 0
        self.wake.clear()
        taken = queue.claim(
            self._channel,
            limit=room,
            worker=self._context.worker,
            policy=self._context.policy,
            now=self._context.now(),
        )
        if not taken:
            return 0
        practice, messages = self._current_practice(), queue.load_claimed(taken)
        with self._changed:
            self._in_progress += len(messages)
        for one, message in messages:
            self._work.put((one, message, practice))
        return len(messages)

    def _pause(self) -> None:
        """Wait until a sender is free or, with nothing in progress, until a NOTIFY or the next tick."""
        with self._changed:
            if self._in_progress:
                self._changed.wait(timeout=TICK_S)
                return
        self.wake.wait(timeout=TICK_S)

    def _current_practice(self) -> Practice:
        """The practice's name and phone, at most a few seconds old."""
        at = self._context.now().timestamp()
        if self._practice is None or at - self._practice[1] > PRACTICE_CACHED_FOR.total_seconds():
            self._practice = (Practice.current(), at)
        return self._practice[0]


class Sender(threading.Thread):
    """Delivers one message after the other over a channel of its own."""

    def __init__(self, context: WorkerContext, loop: ChannelLoop, work: Work) -> None:
        super().__init__(name=f"{loop.channel.value}-sender", daemon=True)
        self._context = context
        self._loop = loop
        self._work = work
        self._channel = context.channel_for(loop.channel)
        self.moved = time.monotonic()

    def run(self) -> None:
        """Deliver until the loop says that there is nothing more."""
        while True:
            self.moved = time.monotonic()
            try:
                item = self._work.get(timeout=IDLE_S)
            except queues.Empty:
                self._disconnect()
                continue
            if item is None:
                break
            try:
                self._deliver(*item)
            finally:
                self._loop.done()
        self._disconnect()

    def _deliver(self, taken: Claimed, message: Message, practice: Practice) -> None:
        if self._context.stopping.is_set():
            return  # `release` gives it back at once.
        try:
            context = self._context
            deliver_message(taken, message, self._channel, practice, clock=context.now, policy=context.policy)
        except Exception as error:  # noqa: BLE001  the other messages must go on
            # Nothing is lost: the lease runs out, and the message is claimed again.
            _log_error(self._context, error, "a delivery was interrupted")

    def _disconnect(self) -> None:
        self._channel.close()
        connection.close()


def _log_error(context: WorkerContext, error: Exception, what: str) -> None:
    """Log the error; a thread that ended because of it would not be noticed."""
    connection.close()
    if isinstance(error, OperationalError | InterfaceError):
        context.changes.trouble(DATABASE, f"the database is away: {what}")
    else:
        logger.error("%s", what, exc_info=error)
