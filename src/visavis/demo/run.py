"""Start the demo: make its database when there is none, run everything, print where to look."""

import asyncio
import contextlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from visavis.config import programs
from visavis.config.env import DEMO_MARK, Env
from visavis.config.programs import NotRunnable, refuse_taken_live_port, refuse_taken_port
from visavis.lib.embedded_postgres import EmbeddedPostgres
from visavis.lib.supervisor import Program, Stopped, Supervisor


@dataclass(frozen=True, slots=True)
class DemoPrograms:
    """What the demo runs, in this order, and where it prints."""

    postgres: Callable[[EmbeddedPostgres], Program] = programs.postgres
    data: Callable[[], Program] = lambda: programs.step("demo", "demo-data")
    web: Callable[[Env], Program] = lambda env: programs.web(env, processes=1)
    live: Callable[[Env], Program] = programs.live
    worker: Callable[[Env], Program] = programs.worker
    output: Callable[[str], None] = programs.print_line


def run(*, port: int | None, reset: bool, parts: DemoPrograms | None = None) -> None:
    """Run the demo until asked to stop. `port` None: 8000, or what `VISAVIS_PORT` says.

    Raises:
        NotRunnable, ProgramFailed, PostgresError, ConfigurationError: with a sentence for the operator.
    """
    parts = parts or DemoPrograms()
    # The demo must never write into a database that somebody's practice lives in.
    configured = [os.environ.pop(name, "") for name in ("DATABASE_URL", "DATABASE_URL_FILE")]
    if any(configured):
        parts.output("DATABASE_URL is set; the demo leaves that database alone and uses its own.")
    os.environ["VISAVIS_DEMO"] = "1"
    if port is not None:
        os.environ["VISAVIS_PORT"] = str(port)
    env = Env.read(os.environ)
    database = env.embedded
    if database is None:
        raise NotRunnable("The demo runs on its own database only.")
    refuse_taken_port(env)
    refuse_taken_live_port(env)
    mark = env.var / DEMO_MARK
    if database.folder.exists() and not mark.exists():
        raise NotRunnable(f"{database.folder} is not the demo's: set VISAVIS_VAR to another folder.")
    if reset or (mark.exists() and mark.read_text() != "whole"):
        _delete_data(database.folder, database.home, mark)
    if database.server_pid() is not None:
        raise NotRunnable(f"The demo already runs on the data in {env.var}.")
    if not mark.exists():
        _write(mark, "unfinished")
    asyncio.run(_run(env, mark, parts))


async def _run(env: Env, mark: Path, parts: DemoPrograms) -> None:
    assert env.embedded is not None  # noqa: S101  checked by the caller
    with contextlib.suppress(Stopped):
        async with Supervisor(output=parts.output) as supervisor:
            parts.output("Starting the database, the pages and the worker …")
            await supervisor.start(parts.postgres(env.embedded))
            printed = await supervisor.run_once(parts.data())
            if mark.read_text() != "whole":
                _write(mark, "whole")
            await supervisor.start(parts.web(env))
            await supervisor.start(parts.live(env))
            await supervisor.start(parts.worker(env))
            parts.output(_welcome(printed))
            await supervisor.wait_for_stop()
            parts.output("Stopping …")


def _write(mark: Path, text: str) -> None:
    """Raises `NotRunnable` where the disk is full or the folder is not ours."""
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(text)
    except OSError as error:
        raise NotRunnable(
            f"{mark.parent} cannot be written to: {error.strerror or error}."
            " Make room there, or set VISAVIS_VAR to another folder."
        ) from error


def _welcome(printed: list[str]) -> str:
    """The links, out of the last line that the data's step printed."""
    links: list[tuple[str, str]] = json.loads(printed[-1])
    width = max(len(label) for label, _ in links)
    lines = [f"  {label:<{width}}  {url}" for label, url in links]
    return "\n".join(["", *lines, "", "Ctrl-C ends it and keeps the data; RESET=1 starts anew.", ""])


def _delete_data(folder: Path, home: Path, mark: Path) -> None:
    """Remove the demo's database, and only that; the mark goes last, for it says whose the rest is."""
    if EmbeddedPostgres(folder).server_pid() is not None:
        raise NotRunnable(f"The demo runs on the data in {folder.parent}: stop it first.")
    for path in (home, folder.parent / "files"):
        shutil.rmtree(path, ignore_errors=True)
    folder.unlink(missing_ok=True)
    mark.unlink(missing_ok=True)
