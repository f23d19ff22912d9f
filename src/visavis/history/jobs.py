"""The worker's jobs for histories. Each is harmless when run twice."""

from datetime import datetime
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from visavis.history import mail_content, services
from visavis.history.models import HistoryAccess
from visavis.history.queries import has_bookings
from visavis.lib import clock
from visavis.notify.channels import channel_for
from visavis.notify.port import Channel, ChannelError, ChannelName

RETRY = RetryStrategy(max_attempts=6, exponential_wait=3, retry_exceptions=[ChannelError])


@app.task(name="history.send_code", retry=RETRY)
def send_code(access_id: str) -> None:
    """Mail the code, if anything was booked with the address and there is still time to use it."""
    mail_code(UUID(access_id), channel_for(ChannelName.EMAIL), now=clock.now())


def mail_code(access_id: UUID, channel: Channel, *, now: datetime) -> None:
    """Send the code by `channel`. Raises `ChannelError` where trying again can help."""
    row = HistoryAccess.objects.filter(public_id=access_id).first()
    if row is None or not row.may_be_tried(now=now) or not has_bookings(row.email):
        return
    try:
        channel.open()
        channel.send(mail_content.code_mail(row))
    except ChannelError as error:
        # What is refused for good is refused the next time, too.
        if not error.permanent:
            raise
    finally:
        channel.close()


@app.periodic(cron="43 * * * *", periodic_id="delete_old_accesses")
@app.task(name="history.delete_old_accesses", queueing_lock="history.delete_old_accesses", pass_context=False)
def delete_old_accesses(timestamp: int) -> None:
    """Once an hour: delete access requests older than a day."""
    services.delete_old_accesses(now=clock.now())
