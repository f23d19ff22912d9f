"""What the worker does for those who look back. Every job is harmless twice."""

from datetime import datetime
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from visavis.history import letters, services
from visavis.history.models import Entrance
from visavis.history.queries import knows
from visavis.lib import clock
from visavis.notify.channels import channel_for
from visavis.notify.port import Channel, ChannelError, ChannelName

AGAIN = RetryStrategy(max_attempts=6, exponential_wait=3, retry_exceptions=[ChannelError])


@app.task(name="history.send_code", retry=AGAIN)
def send_code(entrance: str) -> None:
    """Mail the code, if anything was booked with the address and there is still time to use it."""
    mail_code(UUID(entrance), channel_for(ChannelName.EMAIL), now=clock.now())


def mail_code(entrance: UUID, channel: Channel, *, now: datetime) -> None:
    """Send the code by `channel`. Raises `ChannelError` where trying again can help."""
    row = Entrance.objects.filter(public_id=entrance).first()
    if row is None or not row.may_be_tried(now=now) or not knows(row.email):
        return
    try:
        channel.open()
        channel.send(letters.code_mail(row))
    except ChannelError as error:
        # What is refused for good is refused the next time, too.
        if not error.permanent:
            raise
    finally:
        channel.close()


@app.periodic(cron="43 * * * *", periodic_id="forget_entrances")
@app.task(name="history.forget_entrances", queueing_lock="history.forget_entrances", pass_context=False)
def forget_entrances(timestamp: int) -> None:
    """Once an hour: delete the entrances of earlier days."""
    services.forget_entrances(now=clock.now())
