"""Race many database connections against each other: processes × threads behind one barrier.

The processes live as long as the pool, so that a thousand rounds cost a thousand rounds and
not a thousand starts of Django. Every racer has a connection of its own.
"""

import multiprocessing
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any
from urllib.parse import quote

PROCESSES = 8
THREADS = 8
CONNECTIONS = PROCESSES * THREADS


@dataclass(frozen=True)
class Result:
    """How one racer ended: `what` is "won", or the code of a refusal, or "error"."""

    what: str
    detail: Any = None


class RacePool:
    """The processes of a race, ready to run round after round."""

    def __init__(self, url: str) -> None:
        context = multiprocessing.get_context("spawn")
        # Kept: without a reference the barrier is deleted before the new processes open it.
        self._barrier = context.Barrier(CONNECTIONS)
        self._pipes: list[Connection] = []
        self._processes = []
        for _ in range(PROCESSES):
            ours, theirs = context.Pipe()
            process = context.Process(target=_worker, args=(theirs, self._barrier, url), daemon=True)
            process.start()
            self._pipes.append(ours)
            self._processes.append(process)

    def run(self, racer: str, arguments: Sequence[tuple[Any, ...]]) -> list[Result]:
        """Let `racer` ("module:function") run once for each of the 64 `arguments`, all at once."""
        if len(arguments) != CONNECTIONS:
            raise ValueError(f"{CONNECTIONS} racers need {CONNECTIONS} arguments, not {len(arguments)}")
        for number, pipe in enumerate(self._pipes):
            pipe.send((racer, arguments[number * THREADS : (number + 1) * THREADS]))
        return [result for pipe in self._pipes for result in pipe.recv()]

    def close(self) -> None:
        """End the processes."""
        for pipe in self._pipes:
            pipe.send(None)
        for process in self._processes:
            process.join(10)
            process.kill()


@contextmanager
def race_pool(url: str) -> Iterator[RacePool]:
    """A pool that is closed at the end."""
    made = RacePool(url)
    try:
        yield made
    finally:
        made.close()


def count_outcomes(results: Sequence[Result]) -> Counter[str]:
    """How many racers ended in which way."""
    return Counter(result.what for result in results)


def count_deadlocks() -> int:
    """How many deadlocks PostgreSQL has resolved in the present database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def database_url(settings: dict[str, Any]) -> str:
    """The URL of a database that Django is configured for, for another process."""
    user, password = quote(settings["USER"]), quote(settings["PASSWORD"])
    host = settings["HOST"]
    if host.startswith("/"):
        return f"postgresql://{user}@/{settings['NAME']}?host={quote(host, safe='')}"
    return f"postgresql://{user}:{password}@{host}:{settings['PORT'] or 5432}/{settings['NAME']}"


def _worker(pipe: Connection, barrier: Barrier, url: str) -> None:
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "visavis.config.settings")
    import django

    django.setup()
    while (task := pipe.recv()) is not None:
        racer, arguments = task
        module, name = racer.split(":")
        function = getattr(import_module(module), name)
        results: list[Result] = [Result("error")] * THREADS
        threads = [
            threading.Thread(target=_run, args=(function, args, barrier, results, place))
            for place, args in enumerate(arguments)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        pipe.send(results)


def _run(
    function: Callable[..., Any], args: tuple[Any, ...], barrier: Barrier, results: list[Result], place: int
) -> None:
    from django.db import connection

    from visavis.lib.errors import DomainError

    # The connection is opened before the start, so that no racer loses time by connecting.
    connection.ensure_connection()
    try:
        barrier.wait(60)
        results[place] = Result("won", function(*args))
    except DomainError as refusal:
        results[place] = Result(refusal.code, refusal.human)
    except Exception as error:  # noqa: BLE001 - whatever it is, the race reports it
        results[place] = Result("error", f"{type(error).__name__}: {error}")
    finally:
        connection.close()
