"""What the worker does for those who sign in. Every job is harmless twice."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from visavis.lib import clock
from visavis.notify.port import ChannelError
from visavis.people.invitations import mail_new_password
from visavis.people.models import User
from visavis.people.rate_limits import delete_expired_counters

AGAIN = RetryStrategy(max_attempts=6, exponential_wait=3, retry_exceptions=[ChannelError])


@app.task(name="people.mail_password_link", retry=AGAIN)
def mail_password_link(email: str) -> None:
    """Mail the link to set a new password to whoever signs in with this address, if anybody does."""
    row = User.objects.filter(email__iexact=email, is_active=True).first()
    if row is None:
        return
    try:
        mail_new_password(row)
    except ChannelError as error:
        # What is refused for good is refused the next time, too.
        if not error.permanent:
            raise


@app.periodic(cron="37 * * * *", periodic_id="delete_expired_counters")
@app.task(name="people.delete_rate_counters", queueing_lock="people.delete_rate_counters", pass_context=False)
def delete_rate_counters(timestamp: int) -> None:
    """Once an hour: delete the counters whose windows are over."""
    delete_expired_counters(now=clock.now())
