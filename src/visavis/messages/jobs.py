"""Jobs of the messages. Every job is harmless twice."""

from procrastinate.contrib.django import app

from visavis.lib import clock
from visavis.messages.delivery import heartbeats


@app.periodic(cron=f"* * * * * */{heartbeats.JOBS_EVERY_S}", periodic_id="record_heartbeat")
@app.task(name="messages.record_heartbeat", queueing_lock="messages.record_heartbeat", pass_context=False)
def record_heartbeat(timestamp: int) -> None:
    """Four times a minute: record that jobs run by the clock."""
    heartbeats.record_jobs(now=clock.now())
