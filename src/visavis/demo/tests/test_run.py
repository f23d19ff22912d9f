import asyncio
import errno
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.ports import free_port
from visavis.config import programs
from visavis.config.env import DEMO_MARK, Env
from visavis.config.programs import NotRunnable
from visavis.demo import run as module
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


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the demo printed; it is asked to stop as soon as everything runs."""
    lines: list[str] = []

    def idle(name: str) -> Program:
        return Program(name, [sys.executable, "-c", "import time; time.sleep(60)"])

    def worker(env: Env) -> Program:
        asyncio.get_running_loop().call_later(0.3, os.kill, os.getpid(), signal.SIGINT)
        return idle("worker")

    def postgres(database: EmbeddedPostgres) -> Program:
        return programs.postgres(EmbeddedPostgres(database.folder, durable=False))

    monkeypatch.setattr(module, "print_line", lines.append)
    monkeypatch.setattr(module, "postgres", postgres)
    monkeypatch.setattr(module, "step", lambda name, *_: Program(name, [sys.executable, "-u", "-c", DATA]))
    monkeypatch.setattr(module, "web", lambda env, processes: idle("web"))
    monkeypatch.setattr(module, "worker", worker)
    return lines


def starts(var: Path) -> int:
    """How many starts the demo's database remembers."""
    server = EmbeddedPostgres(var / "postgres", durable=False)
    with server, psycopg.connect(server.url("visavis")) as connection:
        found = connection.execute("SELECT count(*) FROM starts").fetchone()
    assert found
    return int(found[0])


def test_the_links_are_printed_when_everything_runs(var: Path, said: list[str]) -> None:
    module.run(port=PORT, reset=False)
    welcome = next(line for line in said if "Practice" in line)
    assert f"  Outbox    {PAGES}outbox/" in welcome
    assert said[-1] == "Stopping …"


def test_a_second_start_keeps_the_data_and_a_reset_does_not(var: Path, said: list[str]) -> None:
    module.run(port=PORT, reset=False)
    module.run(port=PORT, reset=False)
    assert starts(var) == 2
    (var / "mine.txt").write_text("")
    module.run(port=PORT, reset=True)
    assert starts(var) == 1
    assert (var / "mine.txt").exists()
    assert (var / DEMO_MARK).read_text() == "whole"


def test_a_first_start_that_failed_is_begun_anew(
    var: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        failing = DATA + "connection.close()\nraise SystemExit('half way')"
        patch.setattr(module, "step", lambda name, *_: Program(name, [sys.executable, "-u", "-c", failing]))
        with pytest.raises(ProgramFailed, match="demo failed: half way"):
            module.run(port=PORT, reset=False)
    module.run(port=PORT, reset=False)
    assert starts(var) == 1


def test_a_disk_that_is_full_is_a_sentence(
    var: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, text: str) -> int:
        path.touch()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full)
        with pytest.raises(NotRunnable, match="cannot be written to: No space left on device"):
            module.run(port=PORT, reset=False)
    module.run(port=PORT, reset=False)
    assert starts(var) == 1


def test_the_demo_never_touches_data_that_are_not_its_own(var: Path, said: list[str]) -> None:
    (var / "postgres").mkdir(parents=True)
    (var / "postgres" / "precious").write_text("")
    for reset in (False, True):
        with pytest.raises(NotRunnable, match="is not the demo's"):
            module.run(port=PORT, reset=reset)
    assert (var / "postgres" / "precious").exists()


def test_the_demo_leaves_a_configured_database_alone(
    var: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://visavis@127.0.0.1:1/visavis")
    module.run(port=PORT, reset=False)
    assert "leaves that database alone" in said[0]
    assert starts(var) == 1


def test_a_demo_that_runs_is_neither_started_again_nor_reset(var: Path, said: list[str]) -> None:
    module.run(port=PORT, reset=False)
    with EmbeddedPostgres(var / "postgres", durable=False):
        for reset in (False, True):
            with pytest.raises(NotRunnable, match=r"The demo (already )?runs on the data in"):
                module.run(port=PORT, reset=reset)
    assert starts(var) == 1
