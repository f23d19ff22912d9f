"""A practice that runs as in production, for as long as a benchmark needs it.

PostgreSQL is the embedded one with the settings it has in a practice (durable: fsync and synchronous commits
on), the web server the command line of `visavis run`. All of it lives in a temporary folder, and nothing
of what the shell has configured is used.
"""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTS = range(8320, 8341)
WORKERS = 2
START_WITHIN = 60.0
"""Seconds until the web server must have answered."""


@contextlib.contextmanager
def database() -> Iterator[None]:
    """An empty practice's database, with Django set up on it in this process."""
    folder = Path(tempfile.mkdtemp(prefix="visavis-bench-"))
    # As root, the database's own account must get through.
    folder.chmod(0o711)
    try:
        _configure(folder)
        yield from _served(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def web(*, workers: int = WORKERS) -> Iterator[int]:
    """The web server; yields its port. `database()` must be open."""
    with web_server(workers=workers) as (port, _):
        yield port


@contextlib.contextmanager
def web_server(*, workers: int = WORKERS) -> Iterator[tuple[int, int]]:
    """The same; yields its port and the id of its first process."""
    from visavis.config.env import Env
    from visavis.config.programs import child_environment, web_command
    from visavis.lib.parent_death import die_with_parent

    env = Env.read(os.environ)
    environment = child_environment() | {
        # Our own addresses, and beside them the baseline views that they are measured against.
        "DJANGO_SETTINGS_MODULE": "benchmarks.support.baseline_settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    server = subprocess.Popen(
        web_command(env, processes=workers),
        env=environment,
        cwd=env.var,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    try:
        _until_it_answers(env.port, server)
        yield env.port, server.pid
    finally:
        _stop(server)


@contextlib.contextmanager
def live() -> Iterator[tuple[int, int]]:
    """The live events' server; yields its port and process id. `database()` must be open."""
    from visavis.config.env import Env
    from visavis.config.programs import answers_http
    from visavis.config.programs import live as program
    from visavis.lib.parent_death import die_with_parent

    env = Env.read(os.environ)
    server = subprocess.Popen(
        program(env).command,
        env=program(env).options["env"],
        cwd=env.var,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    try:
        deadline = time.monotonic() + START_WITHIN
        while not answers_http(env.host, env.live.port)():
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"live events are not served: {server.returncode}")
            time.sleep(0.1)
        yield env.live.port, server.pid
    finally:
        _stop(server)


def _configure(folder: Path) -> None:
    for name in [name for name in os.environ if name.startswith(("VISAVIS_", "DATABASE_URL"))]:
        del os.environ[name]
    port = _free_port()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "visavis.config.settings",
        "VISAVIS_VAR": str(folder / "var"),
        "VISAVIS_PORT": str(port),
        "VISAVIS_BASE_URL": f"http://127.0.0.1:{port}",
        "VISAVIS_ALLOWED_HOSTS": "127.0.0.1",
        # A proxy in front of the server: the clients send addresses of many networks through it.
        "VISAVIS_TRUSTED_PROXIES": "127.0.0.1/32",
        "VISAVIS_SECRET_KEY": "a-key-for-benchmarks-only-that-has-at-least-fifty-characters",
        "VISAVIS_DATA_KEY": "a-key-for-benchmarks-only-that-encrypts-notes",
        "VISAVIS_LOG_LEVEL": "WARNING",
    }


def _served(folder: Path) -> Iterator[None]:
    from visavis.config.env import DATABASE, Env

    env = Env.read(os.environ)
    embedded = env.embedded
    if embedded is None:
        raise RuntimeError("a benchmark runs on a database of its own")
    try:
        with embedded:
            embedded.create_database(DATABASE)
            # By the address, so that processes of a race find it too.
            os.environ["DATABASE_URL"] = env.database
            import django
            from django.core.management import call_command

            django.setup()
            call_command("migrate", verbosity=0)
            yield
            _forget_connections()
    finally:
        # As root the files are elsewhere when the folder is shut to the database's account.
        shutil.rmtree(embedded.home, ignore_errors=True)


def _forget_connections() -> None:
    from django.db import connection

    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # only PostgreSQL has it


def _free_port() -> int:
    for port in PORTS:
        with socket.socket() as tried, contextlib.suppress(OSError):
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(("127.0.0.1", port))
            return port
    sys.exit(f"Every port from {PORTS.start} to {PORTS.stop - 1} is taken; a benchmark needs one.")


def _until_it_answers(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_WITHIN
    while True:
        if server.poll() is not None:
            raise RuntimeError(f"the web server ended with code {server.returncode}")
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            asked.request("GET", "/")
            status = asked.getresponse().status
        except (OSError, http.client.HTTPException):
            status = 0
        finally:
            asked.close()
        if status == 200:
            return
        if status or time.monotonic() > deadline:
            raise RuntimeError(f"the web server answers with {status or 'silence'}")
        time.sleep(0.1)


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.send_signal(signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(5)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()
