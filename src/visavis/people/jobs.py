"""What the worker does for those who sign in. Every job is harmless twice."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from visavis.lib import clock
from visavis.notify.port import ChannelError
from visavis.people.invitations import mail_new_password
from visavis.people.limits import forget_attempts
from visavis.people.models import User

AGAIN = RetryStrategy(max_attempts=6, exponential_wait=3, retry_exceptions=[ChannelError])


@app.task(name="people.mail_password_link", retry=AGAIN)
def mail_password_link(user: int) -> None:
    """Mail somebody who forgot their password the link to set a new one."""
    row = User.objects.filter(pk=user, is_active=True).first()
    if row is None:
        return
    try:
        mail_new_password(row)
    except ChannelError as error:
        # What is refused for good is refused the next time, too.
        if not error.permanent:
            raise


@app.periodic(cron="37 * * * *", periodic_id="forget_attempts")
@app.task(name="people.forget_attempts", queueing_lock="people.forget_attempts", pass_context=False)
def forget_old_attempts(timestamp: int) -> None:
    """Once an hour: delete the counters whose windows are over."""
    forget_attempts(now=clock.now())
