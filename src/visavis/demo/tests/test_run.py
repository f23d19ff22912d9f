import asyncio
import errno
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from tests.ports import free_port
from visavis.config import programs
from visavis.config.env import DEMO_MARK
from visavis.config.programs import NotRunnable
from visavis.demo.run import DemoPrograms, run
from visavis.lib.embedded_postgres import EmbeddedPostgres
from visavis.lib.supervisor import Program, ProgramFailed

pytestmark = pytest.mark.processes

PORT = free_port()
PAGES = f"http://localhost:{PORT}/"
LINKS = json.dumps([["Practice", PAGES], ["Outbox", f"{PAGES}outbox/"]])
# What the real step does with the database, without Django's half a minute of tables.
DATA = (
    "import os, psycopg\n"
    "from visavis.config.env import Env\n"
    "with psycopg.connect(Env.read(os.environ).database) as connection:\n"
    "    connection.execute('CREATE TABLE IF NOT EXISTS starts (n int)')\n"
    "    connection.execute('INSERT INTO starts VALUES (1)')\n"
    "    print(connection.execute('SELECT count(*) FROM starts').fetchone()[0])\n"
    "print(LINKS)\n"
).replace("LINKS", repr(LINKS))


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    # Not pytest's own: its parents are closed to the account that the server gets when we are root.
    made = Path(tempfile.mkdtemp(prefix="visavis-demo-"))
    made.chmod(0o711)
    for name in [name for name in os.environ if name.startswith("VISAVIS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("VISAVIS_VAR", str(made / "var"))
    # The demo changes these for its children; set here, they come back afterwards.
    for name, value in {"VISAVIS_DEMO": "1", "VISAVIS_PORT": str(PORT), "DATABASE_URL": ""}.items():
        monkeypatch.setenv(name, value)
    yield made / "var"
    shutil.rmtree(made)


@dataclass
class Demo:
    """The demo with small programs; it is asked to stop as soon as everything runs."""

    said: list[str] = field(default_factory=list)
    data: str = DATA

    def run(self, *, reset: bool = False) -> None:
        parts = DemoPrograms(
            postgres=lambda database: programs.postgres(EmbeddedPostgres(database.folder, durable=False)),
            data=lambda: Program("demo", [sys.executable, "-u", "-c", self.data]),
            web=lambda env: idle("web"),
            worker=lambda env: self._last(),
            output=self.said.append,
        )
        run(port=PORT, reset=reset, parts=parts)

    def _last(self) -> Program:
        asyncio.get_running_loop().call_later(0.3, os.kill, os.getpid(), signal.SIGINT)
        return idle("worker")


def idle(name: str) -> Program:
    return Program(name, [sys.executable, "-c", "import time; time.sleep(60)"])


@pytest.fixture
def demo(var: Path) -> Demo:
    return Demo()


def starts(var: Path) -> int:
    """How many starts the demo's database remembers."""
    server = EmbeddedPostgres(var / "postgres", durable=False)
    with server, psycopg.connect(server.url("visavis")) as connection:
        found = connection.execute("SELECT count(*) FROM starts").fetchone()
    assert found
    return int(found[0])


def test_the_links_are_printed_when_everything_runs(var: Path, demo: Demo) -> None:
    demo.run()
    welcome = next(line for line in demo.said if "Practice" in line)
    assert f"  Outbox    {PAGES}outbox/" in welcome
    assert demo.said[-1] == "Stopping …"


def test_a_second_start_keeps_the_data_and_a_reset_does_not(var: Path, demo: Demo) -> None:
    demo.run()
    demo.run()
    assert starts(var) == 2
    (var / "mine.txt").write_text("")
    demo.run(reset=True)
    assert starts(var) == 1
    assert (var / "mine.txt").exists()
    assert (var / DEMO_MARK).read_text() == "whole"


def test_a_first_start_that_failed_is_begun_anew(var: Path, demo: Demo) -> None:
    demo.data = DATA + "connection.close()\nraise SystemExit('half way')"
    with pytest.raises(ProgramFailed, match="demo failed: half way"):
        demo.run()
    demo.data = DATA
    demo.run()
    assert starts(var) == 1


def test_a_disk_that_is_full_is_a_sentence(var: Path, demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, text: str) -> int:
        path.touch()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full)
        with pytest.raises(NotRunnable, match="cannot be written to: No space left on device"):
            demo.run()
    demo.run()
    assert starts(var) == 1


def test_the_demo_never_touches_data_that_are_not_its_own(var: Path, demo: Demo) -> None:
    (var / "postgres").mkdir(parents=True)
    (var / "postgres" / "precious").write_text("")
    for reset in (False, True):
        with pytest.raises(NotRunnable, match="is not the demo's"):
            demo.run(reset=reset)
    assert (var / "postgres" / "precious").exists()


def test_the_demo_leaves_a_configured_database_alone(
    var: Path, demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://visavis@127.0.0.1:1/visavis")
    demo.run()
    assert "leaves that database alone" in demo.said[0]
    assert starts(var) == 1


def test_a_demo_that_runs_is_neither_started_again_nor_reset(var: Path, demo: Demo) -> None:
    demo.run()
    with EmbeddedPostgres(var / "postgres", durable=False):
        for reset in (False, True):
            with pytest.raises(NotRunnable, match=r"The demo (already )?runs on the data in"):
                demo.run(reset=reset)
    assert starts(var) == 1
