"""The threads of a worker that deliver messages: one loop for each channel, and its senders.

The loop claims only as much as its senders can begin soon, so that a mail server that hangs keeps a
handful of messages waiting and not a thousand; each channel has senders of its own, so that it keeps
no text message waiting at all. A sender keeps its connections while it is busy and lets go of them
when it is not.
"""

import logging
import queue as queues
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection

from visavis.lib import clock
from visavis.messages import queue
from visavis.messages.delivery import deliver
from visavis.messages.models import Message
from visavis.messages.queue import Claimed, Clock, Policy
from visavis.notify.port import Channel, ChannelName
from visavis.practice.models import Practice

logger = logging.getLogger(__name__)
Work = queues.SimpleQueue[tuple[Claimed, Message, Practice] | None]

SENDERS = {ChannelName.EMAIL: 10, ChannelName.SMS: 2}
TICK_S = 1.0
IDLE_S = 5.0
AGAIN_S = 0.5
PRACTICE_KEPT = timedelta(seconds=5)


@dataclass
class Post:
    """What all threads of one worker share."""

    worker: str
    channel_for: Callable[[ChannelName], Channel]
    policy: Policy = field(default_factory=Policy)
    now: Clock = clock.now
    stopping: threading.Event = field(default_factory=threading.Event)


class ChannelLoop(threading.Thread):
    """Claims the messages of one channel and hands them to its senders, until the post stops."""

    def __init__(self, post: Post, channel: ChannelName) -> None:
        super().__init__(name=f"{channel.value}-loop", daemon=True)
        self._post = post
        self._channel = channel
        self.wake = threading.Event()
        self._work: Work = queues.SimpleQueue()
        self._under_way = 0
        self._changed = threading.Condition()
        self._senders = [Sender(post, self, self._work) for _ in range(SENDERS[channel])]
        self._practice: tuple[Practice, float] | None = None

    @property
    def channel(self) -> ChannelName:
        """Which channel this loop serves."""
        return self._channel

    def run(self) -> None:
        """Claim and hand over until told to stop, then wait for what has begun."""
        for sender in self._senders:
            sender.start()
        while not self._post.stopping.is_set():
            try:
                claimed = self._claim()
            except Exception as error:  # noqa: BLE001  whatever it is, trying again is our task
                _note(error, "messages wait")
                self._post.stopping.wait(AGAIN_S)
                continue
            if not claimed:
                self._pause()
        for _ in self._senders:
            self._work.put(None)
        for sender in self._senders:
            sender.join()
        connection.close()

    def done(self) -> None:
        """A sender is through with a message."""
        with self._changed:
            self._under_way -= 1
            self._changed.notify_all()

    def _claim(self) -> int:
        """Fill the senders' queue up, once half of it is empty; how many were claimed."""
        room = 2 * len(self._senders) - self._under_way
        if room < len(self._senders):
            return 0
        self.wake.clear()
        taken = queue.claim(
            self._channel,
            limit=room,
            worker=self._post.worker,
            policy=self._post.policy,
            now=self._post.now(),
        )
        if not taken:
            return 0
        practice, messages = self._practice_now(), queue.claimed_messages(taken)
        with self._changed:
            self._under_way += len(messages)
        for one, message in messages:
            self._work.put((one, message, practice))
        return len(messages)

    def _pause(self) -> None:
        """Until a sender is free, or, with nothing under way, until there is news or the next tick."""
        with self._changed:
            if self._under_way:
                self._changed.wait(timeout=TICK_S)
                return
        self.wake.wait(timeout=TICK_S)

    def _practice_now(self) -> Practice:
        """The practice's name and phone, at most some seconds old."""
        at = self._post.now().timestamp()
        if self._practice is None or at - self._practice[1] > PRACTICE_KEPT.total_seconds():
            self._practice = (Practice.current(), at)
        return self._practice[0]


class Sender(threading.Thread):
    """Delivers one message after the other over a channel of its own."""

    def __init__(self, post: Post, loop: ChannelLoop, work: Work) -> None:
        super().__init__(name=f"{loop.channel.value}-sender", daemon=True)
        self._post = post
        self._loop = loop
        self._work = work
        self._channel = post.channel_for(loop.channel)

    def run(self) -> None:
        """Deliver until the loop says that nothing more will come."""
        while True:
            try:
                item = self._work.get(timeout=IDLE_S)
            except queues.Empty:
                self._let_go()
                continue
            if item is None:
                break
            try:
                self._deliver(*item)
            finally:
                self._loop.done()
        self._let_go()

    def _deliver(self, taken: Claimed, message: Message, practice: Practice) -> None:
        if self._post.stopping.is_set():
            return  # `release` gives it back at once.
        try:
            post = self._post
            deliver(taken, message, self._channel, practice, clock=post.now, policy=post.policy)
        except Exception as error:  # noqa: BLE001  the other messages must go on
            # Nothing is lost: the lease runs out, and the message is claimed again.
            _note(error, "a delivery was broken off")

    def _let_go(self) -> None:
        self._channel.close()
        connection.close()


def _note(error: Exception, what: str) -> None:
    """Write down what went wrong; a thread that ended for it would be missed by nobody."""
    connection.close()
    if isinstance(error, OperationalError | InterfaceError):
        logger.warning("the database is away: %s", what)
    else:
        logger.error("%s", what, exc_info=error)
