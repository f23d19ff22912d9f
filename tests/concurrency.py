"""Several actions at the same moment, each on a database connection of its own."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from visavis.lib.errors import DomainError
from visavis.live.models import Event, Stream


def run_concurrently(actions: Sequence[Callable[[], object]]) -> Counter[str]:
    """Start all `actions` together; count how they ended: "done", or the code of a refusal."""
    start = Barrier(len(actions))

    def act(action: Callable[[], object]) -> str:
        start.wait()
        try:
            action()
        except DomainError as refusal:
            return refusal.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return Counter(pool.map(act, actions))


def assert_streams_have_no_gaps() -> None:
    """Every live stream numbers its events from 1 to its last one."""
    for stream in Stream.objects.all():
        numbers = Event.objects.filter(stream=stream).order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, stream.last + 1))
