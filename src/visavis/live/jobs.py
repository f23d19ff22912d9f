"""Housekeeping of the streams."""

from procrastinate.contrib.django import app

from visavis.lib import clock
from visavis.live import events


@app.periodic(cron="17 * * * *", periodic_id="prune_events")
@app.task(name="live.prune_events", queueing_lock="live.prune_events", pass_context=False)
def prune_events(timestamp: int) -> None:
    """Once an hour: delete events that nobody will ask for any more."""
    events.prune(now=clock.now())
