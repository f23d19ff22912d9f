"""Two hosts start at once on one empty database: they migrate one after the other."""

import base64
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from visavis.lib.embedded_postgres import EmbeddedPostgres

KEYS = {
    "VISAVIS_BASE_URL": "https://consult.example.org",
    "VISAVIS_SECRET_KEY": base64.b64encode(os.urandom(48)).decode(),
    "VISAVIS_DATA_KEY": base64.b64encode(os.urandom(33)).decode(),
}
"""Both hosts of a practice have the same."""
pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]


def test_two_hosts_migrate_an_empty_database_one_after_the_other() -> None:
    folder = Path(tempfile.mkdtemp(prefix="visavis-two-hosts-"))
    folder.chmod(0o711)
    try:
        with EmbeddedPostgres(folder / "postgres", durable=False) as server:
            server.create_database("visavis")
            clean = {name: text for name, text in os.environ.items() if not name.startswith("VISAVIS_")}
            hosts = [
                subprocess.Popen(
                    [sys.executable, "-m", "visavis.cli", "migrate"],
                    env=clean
                    | KEYS
                    | {"DATABASE_URL": server.url("visavis"), "VISAVIS_VAR": str(folder / f"host{number}")},
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                )
                for number in range(2)
            ]
            said = [host.communicate(timeout=240)[0] for host in hosts]
            assert [host.returncode for host in hosts] == [0, 0], said
            with psycopg.connect(server.url("visavis")) as connection:
                found = connection.execute("SELECT count(*) FROM booking_appointment").fetchone()
            assert found == (0,)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
