import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from visavis.lib import postgres_programs, server_account
from visavis.lib.embedded_postgres import EmbeddedPostgres, PostgresError

pytestmark = pytest.mark.processes


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not pytest's own: its parents are closed to the account that the server gets when we are root.
    made = Path(tempfile.mkdtemp(prefix="visavis-embedded-"))
    made.chmod(0o711)
    yield made / "postgres"
    shutil.rmtree(made)


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(folder, durable=False) as running:
        yield running


def test_a_database_is_made_once_and_kept(folder: Path) -> None:
    for _ in range(2):
        with EmbeddedPostgres(folder, durable=False) as server:
            server.create_database("visavis")
            with psycopg.connect(server.url("visavis")) as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
                connection.execute("INSERT INTO kept VALUES (1)")
    with (
        EmbeddedPostgres(folder, durable=False) as server,
        psycopg.connect(server.url("visavis")) as connection,
    ):
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (2,)


def test_names_are_found_in_any_case_in_every_alphabet(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url("postgres")) as connection:
        assert connection.execute("SELECT 'ІВАН' ILIKE 'іван'").fetchone() == (True,)


def test_nobody_else_can_reach_the_server(server: EmbeddedPostgres) -> None:
    assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700
    (socket,) = server.socket_folder.glob(".s.PGSQL.*[0-9]")
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    with psycopg.connect(server.url("postgres")) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_long_path_still_gets_a_private_socket(folder: Path) -> None:
    deep = folder.parent / ("d" * 60) / ("e" * 60)
    deep.parent.mkdir()
    with EmbeddedPostgres(deep, durable=False) as server:
        assert len(str(server.socket_folder)) < 90
        assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700
        psycopg.connect(server.url("postgres")).close()
    server.socket_folder.rmdir()


def test_a_socket_folder_that_somebody_else_prepared_is_refused(folder: Path) -> None:
    deep = folder.parent / ("d" * 60) / ("e" * 60)
    deep.parent.mkdir()
    server = EmbeddedPostgres(deep, durable=False)
    server.socket_folder.mkdir(mode=0o777)
    server.socket_folder.chmod(0o777)
    try:
        with pytest.raises(PostgresError, match="only PostgreSQL's account can use"):
            server.start()
    finally:
        server.socket_folder.rmdir()


def test_a_second_start_says_that_one_is_running(server: EmbeddedPostgres) -> None:
    with pytest.raises(PostgresError, match=f"Already running: process {server.server_pid()}"):
        EmbeddedPostgres(server.folder, durable=False).start()


def test_a_command_uses_the_server_that_runs_and_leaves_it_running(server: EmbeddedPostgres) -> None:
    with EmbeddedPostgres(server.folder).running():
        pass
    assert server.ready()


def test_a_command_starts_a_server_that_does_not_run_and_ends_it(folder: Path) -> None:
    server = EmbeddedPostgres(folder, durable=False)
    with server.running():
        assert server.ready()
    assert not server.ready()


def test_the_lock_of_a_killed_server_is_taken_over(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        pass
    lines = ["", str(server.data), "0", "5432", str(server.socket_folder), "", "0 0", "ready"]
    with subprocess.Popen(["sleep", "60"]) as other:
        # The number belongs to another program by now.
        (server.data / "postmaster.pid").write_text("\n".join([str(other.pid), *lines[1:]]))
        try:
            assert not server.ready()
            with server:
                assert server.ready()
        finally:
            other.kill()


def test_the_lock_stays_while_a_process_of_a_dead_server_lives(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        pass
    lines = ["", str(server.data), "0", "5432", str(server.socket_folder), "", "0 0", "ready"]
    lock = server.data / "postmaster.pid"
    with subprocess.Popen(["sleep", "60"], cwd=server.data) as backend:
        lock.write_text("\n".join([str(backend.pid), *lines[1:]]))
        try:
            server.initialise()
            assert lock.exists()
        finally:
            backend.kill()


def test_data_of_another_version_are_refused_with_the_way_out(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        pass
    (server.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(PostgresError, match=r"made by PostgreSQL 14 and this is \d+: .*pg_dump.*pg_restore"):
        server.start()


def test_an_interrupted_creation_is_begun_anew(folder: Path) -> None:
    server = EmbeddedPostgres(folder, durable=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postgres_programs, "major", lambda _: 18)
        server._make_folders()
    (folder / "data.unfinished").mkdir()
    (folder / "data.unfinished" / "half").write_text("")
    with server:
        assert server.ready()
    assert not (folder / "data.unfinished").exists()


def test_a_full_disk_is_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 5_000_000))
    with pytest.raises(PostgresError, match="The disk is full: 5 MB are free"):
        EmbeddedPostgres(folder).start()


def test_a_server_that_cannot_start_gives_its_reason(folder: Path) -> None:
    server = EmbeddedPostgres(folder, durable=False, options={"shared_buffers": "nonsense"})
    with pytest.raises(PostgresError, match="does not start: invalid value for parameter"):
        server.start()


@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("LOG: x\nFATAL:  could not write: No space left on device", "The disk is full"),
        ("sh: 1: cannot create /dev/null: Permission denied", "cannot open /dev/null"),
        ("2026 UTC FATAL:  out of memory\nLOG: bye", "does not start: out of memory"),
        ("", "it did not answer in time"),
    ],
)
def test_what_postgresql_complains_of_becomes_a_sentence(log: str, told: str) -> None:
    assert told in postgres_programs.reason(log)


def test_a_machine_without_the_wheel_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(PostgresError, match="set DATABASE_URL"):
        postgres_programs.wheel_binaries()


def test_the_server_dies_with_the_process_that_started_it(folder: Path) -> None:
    script = (
        "import pathlib, sys, time; from visavis.lib.embedded_postgres import EmbeddedPostgres;"
        "s = EmbeddedPostgres(pathlib.Path(sys.argv[1]), durable=False); s.start();"
        "print(s.server_pid(), flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, folder], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while postgres_programs.is_server(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not postgres_programs.is_server(pid)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another account for the server")
def test_root_keeps_its_folders_closed_and_the_files_go_elsewhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelter = folder.parent / "shelter"
    monkeypatch.setattr(server_account, "FALLBACK_FOLDER", shelter)
    closed = folder.parent / "closed"
    closed.mkdir(mode=0o700)
    with EmbeddedPostgres(closed / "postgres", durable=False) as server:
        assert server.home.parent == shelter
        assert (closed / "postgres").resolve() == server.home
        psycopg.connect(server.url("postgres")).close()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another account for the server")
def test_programs_out_of_reach_are_copied_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_account, "FALLBACK_FOLDER", folder.parent / "shelter")
    original = postgres_programs.wheel_binaries()
    closed = folder.parent / "closed"
    closed.mkdir(mode=0o700)
    package = original.parent.parent
    for part in (package / original.parent.name, package.with_name(package.name + ".libs")):
        shutil.copytree(part, closed / part.relative_to(package.parent), symlinks=True)
    binaries = closed / original.relative_to(package.parent)
    with EmbeddedPostgres(folder, binaries=binaries, durable=False) as server:
        assert server.binary("postgres").is_relative_to(folder.parent / "shelter")
        assert server.ready()
