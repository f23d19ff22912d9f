"""Deliver one claimed message: check it, compose it, begin, send, record the result."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection

from visavis.lib.change_log import ChangeLog
from visavis.messages.content.addressees import addressee_of
from visavis.messages.content.compose import compose_message
from visavis.messages.delivery import caps, queue
from visavis.messages.delivery.queue import Claimed, Clock, RetryPolicy
from visavis.messages.delivery.relevance import Relevance, relevance_of
from visavis.messages.kinds import VALID_STATES, Kind
from visavis.messages.models import Message
from visavis.messages.reasons import RETRIED, Reason
from visavis.notify.port import Channel, ChannelError, ChannelName, OutgoingMessage
from visavis.practice.models import Practice

logger = logging.getLogger(__name__)
changes = ChangeLog(logger)

AWAY_PAUSE = timedelta(seconds=15)
"""How soon a message is looked at again that does not hold at the moment."""


def deliver_message(
    taken: Claimed,
    message: Message,
    channel: Channel,
    practice: Practice,
    *,
    clock: Clock,
    policy: RetryPolicy,
) -> None:
    """Deliver a claimed message or record in its row why not. Raises only what the database raises."""
    try:
        if not _try_delivery(taken, message, channel, practice, clock=clock, policy=policy):
            # Something changed since it was read: read it once more, and decide by that.
            for _, fresh in queue.load_claimed([taken]):
                if not _try_delivery(taken, fresh, channel, practice, clock=clock, policy=policy):
                    queue.mark_superseded(taken, Reason.OUTDATED)
    except ChannelError as error:
        _record_failure(taken, message, error, now=clock(), policy=policy)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        # One message that cannot be composed must not stop the others; it is tried again.
        logger.exception("message %s could not be composed", taken.id)
        again = clock() + policy.pause(message.attempts + 1)
        queue.postpone(taken, Reason.INTERNAL_ERROR, "", until=min(again, message.expires_at))


def _try_delivery(
    taken: Claimed,
    message: Message,
    channel: Channel,
    practice: Practice,
    *,
    clock: Clock,
    policy: RetryPolicy,
) -> bool:
    """Deliver it as it was read or record why not; False when it has changed since it was read."""
    if _resolve_without_sending(taken, message, practice, now=clock()):
        return True
    outgoing = compose_message(message, practice, now=clock())
    channel.open()
    if not queue.begin(taken, message, outgoing.to, policy=policy, now=clock()):
        return False
    _send(taken, message, outgoing, channel, clock=clock)
    return True


def _resolve_without_sending(taken: Claimed, message: Message, practice: Practice, *, now: datetime) -> bool:
    appointment = message.appointment
    if message.version != appointment.version:
        queue.mark_superseded(taken, Reason.CHANGED)
    elif appointment.lifecycle not in VALID_STATES[Kind(message.kind)]:
        queue.mark_superseded(taken, Reason.OUTDATED)
    elif now >= message.expires_at and _was_tried(message):
        queue.mark_failed(taken, Reason.GAVE_UP, message.detail)
    elif now >= message.expires_at:
        queue.mark_skipped(taken, Reason.TOO_LATE)
    elif (relevance := relevance_of(message, now=now)) is Relevance.OVER:
        queue.mark_superseded(taken, Reason.OUTDATED)
    elif relevance is Relevance.NOT_NOW:
        queue.postpone(taken, Reason.AWAY, "", until=min(now + AWAY_PAUSE, message.expires_at))
    elif not (address := addressee_of(message).address):
        queue.mark_skipped(taken, Reason.NO_ADDRESS)
    else:
        return _hold_back(taken, message, address, practice, now=now)
    return True


def _hold_back(taken: Claimed, message: Message, address: str, practice: Practice, *, now: datetime) -> bool:
    """Whether a cap was reached; then it is skipped, or looked at again later."""
    reason = caps.reason_to_hold_back(message, address, practice, now=now)
    if reason is None:
        return False
    if caps.is_final(message, reason):
        queue.mark_skipped(taken, reason)
    else:
        queue.postpone(taken, reason, "", until=min(now + caps.AGAIN_AFTER, message.expires_at))
    return True


def _was_tried(message: Message) -> bool:
    """Whether an attempt failed before. Attempts are counted only once the channel was reached."""
    return bool(message.attempts) or message.reason in RETRIED


def _send(
    taken: Claimed, message: Message, outgoing: OutgoingMessage, channel: Channel, *, clock: Clock
) -> None:
    receipt = channel.send(outgoing)
    changes.over(message.channel, f"{message.channel}: messages get through again")
    language = addressee_of(message).language
    # Sending again would be a second copy, so wait for a database that is away for a moment.
    retry_write(
        lambda: queue.mark_delivered(taken, provider_id=receipt.provider_id, language=language, now=clock()),
        patience=timedelta(seconds=30),
    )


def _record_failure(
    taken: Claimed, message: Message, error: ChannelError, *, now: datetime, policy: RetryPolicy
) -> None:
    if error.permanent:
        queue.mark_failed(taken, Reason.REFUSED, error.detail)
        return
    reason = _reason(error)
    if reason is not Reason.NOT_CONFIGURED:
        name = ChannelName(message.channel).value
        changes.trouble(name, f"{name}: messages do not get through: {error.detail}")
    # Once the channel is configured, messages should go out soon.
    pause = policy.pause(message.attempts + 1 if error.configured else 1)
    queue.postpone(taken, reason, error.detail, until=min(now + pause, message.expires_at))


def _reason(error: ChannelError) -> Reason:
    if not error.configured:
        return Reason.NOT_CONFIGURED
    return Reason.OUR_TROUBLE if error.ours else Reason.UNREACHABLE


def retry_write(write: Callable[[], None], *, patience: timedelta, pause_s: float = 0.2) -> None:
    """Repeat an idempotent write while the database is away. Raises the last error when `patience` ends."""
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
