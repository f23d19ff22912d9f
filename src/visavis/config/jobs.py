"""Jobs over all features. Every job is harmless twice."""

from procrastinate.contrib.django import app

from visavis.lib import clock


@app.periodic(cron="23 3 * * *", periodic_id="apply_retention")
@app.task(name="config.apply_retention", queueing_lock="config.apply_retention", pass_context=False)
def apply_retention(timestamp: int) -> None:
    """Every night: delete what the practice keeps no longer."""
    from visavis.config import retention

    retention.apply(now=clock.now())
