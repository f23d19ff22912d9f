"""What the worker does about calls. Every job is harmless twice."""

from procrastinate.contrib.django import app

from visavis.calls.services import close_due, prune_signals
from visavis.lib import clock
from visavis.video.port import RoomRef
from visavis.video.providers import default_name, provider


@app.periodic(cron="* * * * *", periodic_id="close_consultations")
@app.task(name="calls.close_consultations", queueing_lock="calls.close_consultations")
def close_consultations(timestamp: int) -> None:
    """Once a minute: close the consultations that are over."""
    close_due(now=clock.now())


@app.periodic(cron="* * * * *", periodic_id="delete_old_signals")
@app.task(name="calls.delete_old_signals", queueing_lock="calls.delete_old_signals", pass_context=False)
def delete_old_signals(timestamp: int) -> None:
    """Once a minute: delete the signals that no page needs any more."""
    prune_signals(now=clock.now())


@app.task(name="calls.close_room", retry=5)
def close_room(room: str) -> None:
    """Ask the provider to end the room of a consultation that is over."""
    name = default_name()
    provider(name).close_room(RoomRef(name, room))
