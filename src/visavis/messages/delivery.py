"""Deliver one claimed message: look again, put it into words, begin, send, write down what became of it."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection

from visavis.messages import queue
from visavis.messages.kinds import FITS, Kind
from visavis.messages.models import Message
from visavis.messages.queue import Claimed, Clock, Policy
from visavis.messages.readers import reader_of
from visavis.messages.reasons import TROUBLE, Reason
from visavis.messages.truth import still_true
from visavis.messages.words import composed
from visavis.notify.port import Channel, ChannelError, Outgoing
from visavis.practice.models import Practice

logger = logging.getLogger(__name__)


def deliver(
    taken: Claimed, message: Message, channel: Channel, practice: Practice, *, clock: Clock, policy: Policy
) -> None:
    """Deliver a claimed message or say in its row why not. Raises only what the database raises."""
    try:
        if not _delivered(taken, message, channel, practice, clock=clock, policy=policy):
            # Something changed since it was read: look once more, and what is true now decides.
            for _, fresh in queue.claimed_messages([taken]):
                if not _delivered(taken, fresh, channel, practice, clock=clock, policy=policy):
                    queue.superseded(taken, Reason.NOT_TRUE_ANY_MORE)
    except ChannelError as error:
        _not_sent(taken, message, error, now=clock(), policy=policy)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        # One message that cannot be made must not stop the others; it is tried again after a repair.
        logger.exception("message %s could not be made", taken.id)
        again = clock() + policy.pause(message.attempts + 1)
        queue.postponed(taken, Reason.OUR_MISTAKE, "", until=min(again, message.useless_after))


def _delivered(
    taken: Claimed, message: Message, channel: Channel, practice: Practice, *, clock: Clock, policy: Policy
) -> bool:
    """Deliver it as it was read, or mark why not; False when it is not any more as it was read."""
    if _left_out(taken, message, now=clock()):
        return True
    outgoing = composed(message, practice, now=clock())
    channel.open()
    if not queue.begin(taken, message, outgoing.to, policy=policy, now=clock()):
        return False
    _send(taken, message, outgoing, channel, clock=clock)
    return True


def _left_out(taken: Claimed, message: Message, *, now: datetime) -> bool:
    appointment = message.appointment
    if message.version != appointment.version:
        queue.superseded(taken, Reason.CHANGED)
    elif appointment.lifecycle not in FITS[Kind(message.kind)]:
        queue.superseded(taken, Reason.NOT_TRUE_ANY_MORE)
    elif now >= message.useless_after and _was_tried(message):
        queue.failed(taken, Reason.GAVE_UP, message.detail)
    elif now >= message.useless_after:
        queue.skipped(taken, Reason.TOO_LATE)
    elif not still_true(message, now=now):
        queue.superseded(taken, Reason.NOT_TRUE_ANY_MORE)
    elif not reader_of(message).address:
        queue.skipped(taken, Reason.NO_ADDRESS)
    else:
        return False
    return True


def _was_tried(message: Message) -> bool:
    """Whether we failed at it before. An attempt is counted only once the channel was reached at all."""
    return bool(message.attempts) or message.reason in TROUBLE


def _send(taken: Claimed, message: Message, outgoing: Outgoing, channel: Channel, *, clock: Clock) -> None:
    receipt = channel.send(outgoing)
    language = reader_of(message).language
    # From here on it would be a second copy, so a database that is away for a moment is waited for.
    persistently(
        lambda: queue.delivered(taken, provider_id=receipt.provider_id, language=language, now=clock()),
        patience=timedelta(seconds=30),
    )


def _not_sent(
    taken: Claimed, message: Message, error: ChannelError, *, now: datetime, policy: Policy
) -> None:
    if error.permanent:
        queue.failed(taken, Reason.REFUSED, error.detail)
        return
    reason = Reason.NOT_REACHED if error.configured else Reason.NOT_CONFIGURED
    # A channel that is set up at last should not be waited for long.
    pause = policy.pause(message.attempts + 1 if error.configured else 1)
    queue.postponed(taken, reason, error.detail, until=min(now + pause, message.useless_after))


def persistently(write: Callable[[], None], *, patience: timedelta, pause_s: float = 0.2) -> None:
    """Repeat a harmless write while the database is away. Raises what it raised when patience ends."""
    deadline = time.monotonic() + patience.total_seconds()
    while True:
        try:
            write()
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(pause_s)
        else:
            return
