"""The processes of a running practice, and `visavis run`, which runs them all."""

import asyncio
import contextlib
import http.client
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg

from visavis.config.env import DATABASE, DEMO_MARK, Env
from visavis.lib.embedded_postgres import EmbeddedPostgres
from visavis.lib.liveness import LivenessFile
from visavis.lib.supervisor import Program, Stopped, Supervisor

OLDEST_POSTGRES = 15


class NotRunnable(Exception):
    """The environment prevents the start; the message is one sentence that says what to do."""


def run(env: Env) -> None:
    """Run a practice: its database if embedded, pages, live events, the worker. Returns when asked to stop.

    Raises:
        NotRunnable, ProgramFailed, PostgresError: with one sentence for the operator.
    """
    if (env.var / DEMO_MARK).exists():
        raise NotRunnable(f"{env.var} holds the demo's data: set VISAVIS_VAR to another folder.")
    if env.database_url:
        refuse_unreachable_database(env.database_url)
    asyncio.run(_run(env))


async def _run(env: Env) -> None:
    refuse_taken_port(env)
    refuse_taken_live_port(env)
    with contextlib.suppress(Stopped):
        async with Supervisor(output=print_line) as supervisor:
            if env.embedded:
                await supervisor.start(postgres(env.embedded))
            for line in await supervisor.run_once(step("migrate", "migrate")):
                print_line(line)
            await supervisor.start(web(env, processes=2))
            await supervisor.start(live(env))
            await supervisor.start(worker(env))
            print_line(f"Ready: {env.base_url}")
            await supervisor.wait_for_stop()


def refuse_unreachable_database(url: str) -> None:
    """Raises `NotRunnable` with the server's own reason, or when it is too old."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.Error as error:
        raise NotRunnable(f"The database cannot be reached: {first_line(error)}") from error
    if version < OLDEST_POSTGRES:
        raise NotRunnable(f"PostgreSQL {OLDEST_POSTGRES} or newer is needed, DATABASE_URL has {version}.")


def first_line(error: Exception) -> str:
    """The first line of a PostgreSQL error; the rest are hints for its own clients."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def print_line(line: str) -> None:
    """Print at once: the output of a server is read while it runs."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def postgres(database: EmbeddedPostgres) -> Program:
    """The embedded database."""
    return Program(
        name="postgres",
        command=database.command(),
        ready=lambda: _ready(database),
        prepare=database.initialise,
        stop_signal=signal.SIGINT,
        options=database.launch_options(),
    )


def web(env: Env, *, processes: int) -> Program:
    """The web server: granian."""
    return Program(
        name="web",
        command=web_command(env, processes=processes),
        ready=answers_http(env.host, env.port),
        alive=answers_often(answers_http(env.host, env.port, timeout_s=5), times=2 * processes),
        options={"env": child_environment()},
    )


def web_command(env: Env, *, processes: int) -> list[str]:
    """granian's command line; its workers get 3 s to finish what they are doing."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "rsgi", "--http", "1"),
        *("--host", env.host, "--port", str(env.port), "--no-ws", "--log-level", "warning"),
        *("--workers", str(processes), "--runtime-mode", "st"),
        *("--backlog", "4096", "--backpressure", "4096", "--http1-header-read-timeout", "10000"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "3s"),
        "visavis.config.rsgi:application",
    ]


def live(env: Env) -> Program:
    """The server of live events."""
    return Program(
        name="live",
        command=[sys.executable, "-m", "visavis.cli", "live"],
        ready=answers_http(env.host, env.live.port),
        alive=answers_http(env.host, env.live.port, timeout_s=5),
        options={"env": child_environment()},
    )


def worker(env: Env) -> Program:
    """The process that delivers messages and runs jobs."""
    life = LivenessFile(path := env.var / "worker.alive")
    return Program(
        name="worker",
        command=[sys.executable, "-m", "visavis.cli", "worker", "--liveness-file", str(path)],
        prepare=life.prepare,
        alive=life.is_fresh,
        options={"env": child_environment()},
    )


def step(name: str, *arguments: str) -> Program:
    """One of our own commands, run once."""
    return Program(
        name=name,
        command=[sys.executable, "-m", "visavis.cli", *arguments],
        options={"env": child_environment()},
    )


def child_environment() -> dict[str, str]:
    """Our environment, with unbuffered output and the virtual environment's programs first in PATH."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, "PYTHONUNBUFFERED": "1", "PATH": path}


def answers_http(host: str, port: int, *, timeout_s: float = 10) -> Callable[[], bool]:
    """A check whether an HTTP server answers there, with any status."""
    address = "127.0.0.1" if host in {"0.0.0.0", ""} else "::1" if host == "::" else host  # noqa: S104  compared, not bound

    def check() -> bool:
        connection = http.client.HTTPConnection(address, port, timeout=timeout_s)
        try:
            connection.request("HEAD", "/healthz")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    return check


def answers_often(check: Callable[[], bool], *, times: int) -> Callable[[], bool]:
    """A check whether each of so many questions is answered.

    The kernel spreads connections over the processes of a server, so that one of them which hangs is met by a
    part of them only.
    """
    return lambda: all(check() for _ in range(times))


def refuse_taken_port(env: Env) -> None:
    """Raises `NotRunnable` when the pages cannot listen where they are told to."""
    _refuse_taken(env.host, env.port, "VISAVIS_PORT (the demo: PORT=8001)")


def refuse_taken_live_port(env: Env) -> None:
    """Raises `NotRunnable` when live events cannot be served where they are told to."""
    _refuse_taken(env.host, env.live.port, "VISAVIS_LIVE_PORT")


def _refuse_taken(host: str, port: int, setting: str) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as tried:
            # As the servers do: connections of one just ended do not count.
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        raise NotRunnable(
            f"Cannot listen on {host} port {port}: {error.strerror or error}. Choose another with {setting}."
        ) from error


def _ready(database: EmbeddedPostgres) -> bool:
    if not database.ready():
        return False
    database.create_database(DATABASE)
    return True
