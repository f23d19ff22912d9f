"""A practice's message side from real parts: PostgreSQL, a mail server and workers, all to be killed."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string, policy
from pathlib import Path
from typing import Any, Self

import psycopg

from tests.ports import free_port
from visavis.lib.embedded_postgres import EmbeddedPostgres
from visavis.lib.parent_death import die_with_parent

ROOT = Path(__file__).parents[4]
LEASE_S, MINUTE_S = 3.0, 1.0


@dataclass(frozen=True)
class Mail:
    """What arrived at the mail server. `at` is in seconds since the epoch."""

    at: float
    to: str
    message_id: str
    text: str


class Rig:
    """Use as a context manager; everything it started ends with it."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="visavis-rig-"))
        # As root, the server's own account must get through.
        self._folder.chmod(0o711)
        self.database = EmbeddedPostgres(self._folder / "postgres")
        self._mail_port = free_port()
        self._processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self.database.start()
        self.database.create_database("visavis")
        self.run("-m", "visavis.cli", "manage", "migrate", "--verbosity=0")
        self._start("-m", "visavis.messages.tests.smtp_sink", str(self._mail_port), str(self._folder))
        while not (self._folder / "listens").exists():
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
            process.wait()
        self.database.stop()
        shutil.rmtree(self.database.home, ignore_errors=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, *arguments: str) -> str:
        """Run a Python program of ours to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments], check=False, capture_output=True, text=True, **self._surroundings()
        )
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    def forget(self) -> None:
        """An empty practice again, and an empty mail server."""
        with psycopg.connect(self.database.url("visavis")) as connection:
            connection.execute(
                "TRUNCATE people_user, people_client, practice_practice, procrastinate_jobs CASCADE"
            )
            # A worker that was killed leaves its sign of life behind, and the jobs it had begun.
            connection.execute("TRUNCATE visavis_messages_workerheartbeat")
        self.mail_server("")
        self._mails().write_bytes(b"")

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a Python program of ours beside everything else; what it prints can be read."""
        return self._start(*arguments, stdout=subprocess.PIPE)

    def start_worker(self) -> None:
        """One more worker."""
        self.workers.append(
            self._start("-m", "visavis.messages.tests.impatient_worker", str(LEASE_S), str(MINUTE_S))
        )

    def kill_a_worker(self) -> None:
        """SIGKILL one of the workers and start another in its place."""
        victim = self.workers.pop(random.randrange(len(self.workers)))
        victim.kill()
        victim.wait()
        self.start_worker()

    def mail_server(self, mode: str) -> None:
        """`refuse`, `hang` with so many seconds, or nothing for a server that works."""
        (self._folder / "mode").write_text(mode)

    def mails(self) -> list[Mail]:
        """Everything that the mail server has taken, in order."""
        return [_mail(json.loads(line)) for line in self._mails().read_text().splitlines()]

    def _mails(self) -> Path:
        return self._folder / "mails"

    def crash_database(self) -> None:
        """End the database as a crash does, and start it again."""
        pid = self.database.server_pid()
        assert pid is not None
        os.kill(pid, signal.SIGQUIT)
        self.database.stop()
        self.database.start()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with psycopg.connect(self.database.url("visavis")) as connection:
            return connection.execute(query.encode()).fetchall()

    def until_quiet(self, *, within: float = 240) -> None:
        """Wait until nothing is left in the queue of what is due by now or within a minute."""
        waiting = (
            " FROM visavis_messages_message"
            " WHERE state IN ('due', 'claimed', 'sending') AND due_at <= now() + interval '1 minute'"
        )
        deadline = time.monotonic() + within
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                if self.rows("SELECT count(*)" + waiting) == [(0,)]:
                    return
            assert time.monotonic() < deadline, self.rows(
                "SELECT state, reason, detail, next_attempt_at - now()" + waiting + " LIMIT 5"
            )
            time.sleep(0.2)

    def _start(self, *arguments: str, stdout: int | None = None) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, *arguments], stdout=stdout, **self._surroundings())
        self._processes.append(process)
        return process

    def _surroundings(self) -> dict[str, Any]:
        death_signal = die_with_parent(signal.SIGKILL)
        return {"env": self._environment(), "cwd": ROOT, "preexec_fn": death_signal}

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("VISAVIS_")}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "visavis.config.settings",
            "DATABASE_URL": self.database.url("visavis"),
            "VISAVIS_VAR": str(self._folder / "var"),
            "VISAVIS_SECRET_KEY": "a-key-for-tests-only-that-has-at-least-fifty-characters",
            "VISAVIS_DATA_KEY": "a-key-for-tests-only-that-encrypts-notes",
            "VISAVIS_BASE_URL": "http://localhost:8000",
            "VISAVIS_EMAIL_URL": f"smtp://127.0.0.1:{self._mail_port}?tls=none",
            "VISAVIS_EMAIL_FROM": "Riverside <hello@example.org>",
            "VISAVIS_LOG_LEVEL": "ERROR",
        }


@contextlib.contextmanager
def working(rig: Rig, workers: int) -> Iterator[None]:
    """Workers for the length of the block."""
    for _ in range(workers):
        rig.start_worker()
    try:
        yield
    finally:
        for worker in rig.workers:
            worker.terminate()
        for worker in rig.workers:
            worker.wait(timeout=15)
        rig.workers.clear()


def _mail(line: dict[str, Any]) -> Mail:
    parsed = message_from_string(line["content"], policy=policy.default)
    body = parsed.get_body(("plain",))
    text = str(body.get_content()) if body else ""
    return Mail(line["at"], line["to"], str(parsed["Message-ID"]), text)
