"""Housekeeping of the counters behind the rate limits."""

from procrastinate.contrib.django import app

from visavis.lib import clock
from visavis.people.limits import forget_attempts


@app.periodic(cron="37 * * * *", periodic_id="forget_attempts")
@app.task(name="people.forget_attempts", queueing_lock="people.forget_attempts", pass_context=False)
def forget_old_attempts(timestamp: int) -> None:
    """Once an hour: delete the counters whose windows are over."""
    forget_attempts(now=clock.now())
