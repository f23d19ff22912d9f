"""What every test shares: a real PostgreSQL, settings that point at it, and no network but loopback.

One server serves the whole run: the first process starts it before the settings are imported, and the xdist
workers inherit its address. `DATABASE_URL` set → that database; `--postgres=debian` → Debian's own programs.
"""

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.utils import translation

from visavis.lib.embedded_postgres import EmbeddedPostgres, PostgresError

DEBIAN = Path("/usr/lib/postgresql")
SERVER = pytest.StashKey[EmbeddedPostgres]()
FOLDER = pytest.StashKey[Path]()

# Here and not in pyproject.toml: pytest-django would import the settings before this file is read.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "visavis.config.settings")

# A busy machine may be slow; that is not a failure of the code.
hypothesis.settings.register_profile("visavis", deadline=None)
hypothesis.settings.load_profile("visavis")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres",
        choices=("embedded", "debian"),
        default="embedded",
        help="whose PostgreSQL the tests run on, unless DATABASE_URL is set",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    # The workers of xdist find everything in the environment of the process that started them.
    if not hasattr(config, "workerinput") and not config.getoption("help"):
        _prepare(config)
        # Reading one setting is what makes pytest-django set Django up, in its own hook of this name.
        settings.DATABASES  # noqa: B018


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test counts as failed."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"{item.nodeid} was skipped: {report.longrepr}"
    return report


def _prepare(config: pytest.Config) -> None:
    folder = Path(tempfile.mkdtemp(prefix="visavis-tests-"))
    # As root, the server's own account must get through.
    folder.chmod(0o711)
    config.stash[FOLDER] = folder
    _set_environment(folder)
    if not os.environ.get("DATABASE_URL"):
        config.stash[SERVER] = _started(folder, config.getoption("postgres"))
        os.environ["DATABASE_URL"] = config.stash[SERVER].url("visavis")


def pytest_unconfigure(config: pytest.Config) -> None:
    if server := config.stash.get(SERVER, None):
        server.stop()
        os.environ.pop("DATABASE_URL", None)
    if folder := config.stash.get(FOLDER, None):
        shutil.rmtree(folder, ignore_errors=True)


def _set_environment(folder: Path) -> None:
    """A deployment's configuration; the shell's variables must not influence a test."""
    for name in [name for name in os.environ if name.startswith("VISAVIS_")]:
        del os.environ[name]
    os.environ |= {
        "VISAVIS_SECRET_KEY": "a-key-for-tests-only-that-has-at-least-fifty-characters",
        "VISAVIS_DATA_KEY": "a-key-for-tests-only-that-encrypts-notes",
        "VISAVIS_BASE_URL": "http://localhost:8000",
        "VISAVIS_ALLOWED_HOSTS": "localhost 127.0.0.1 testserver",
        "VISAVIS_VAR": str(folder / "var"),
    }


def _started(folder: Path, whose: str) -> EmbeddedPostgres:
    binaries = None
    if whose == "debian":
        # The oldest we support, where it is installed.
        binaries = min(DEBIAN.glob("1[5-9]/bin"), default=None)
        if binaries is None:
            pytest.exit("Debian's PostgreSQL is missing: apt-get install postgresql", returncode=2)
    # Races open 64 connections, in two workers at once.
    server = EmbeddedPostgres(
        folder / "postgres", binaries=binaries, durable=False, options={"max_connections": "300"}
    )
    try:
        server.start()
    except PostgresError as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.exit(str(error), returncode=2)
    return server


def _let_tests_empty_the_audit(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Only in the process that runs the tests; the programs that they start meet the real trigger."""
    with connection.cursor() as cursor:
        cursor.execute("SET visavis.flush_of_tests = 'on'")


connection_created.connect(_let_tests_empty_the_audit)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Reset the language: a request in Ukrainian leaves it active on the thread."""
    yield
    translation.deactivate()
