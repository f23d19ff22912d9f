"""Bring the database's tables up to date, and leave those of another version alone."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from visavis.config.programs import NotRunnable

LOCK = 0x76697361766973
"""The number of the advisory lock around migrations."""


def migrate(*, verbosity: int) -> None:
    """Apply the migrations that are missing.

    Raises `NotRunnable` when another version made the tables.
    """
    with _one_at_a_time():
        _migrate(verbosity=verbosity)


def _migrate(*, verbosity: int) -> None:
    if strangers := _unknown_migrations():
        raise NotRunnable(
            "These data were made by another version of Vis-à-vis, whose tables this one does not know"
            f" ({strangers[0]}): run that version, use an empty database,"
            " or start the demo anew with RESET=1."
        )
    call_command("migrate", interactive=False, verbosity=verbosity)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Several hosts may start at once on one database: each waits until the one before it is done."""
    with connection.cursor() as cursor:
        # However long that takes: it is no lock that anybody else waits for.
        cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
            cursor.execute("RESET lock_timeout; RESET statement_timeout")


def _unknown_migrations() -> list[str]:
    """Migrations of our own apps that were applied and that this version does not have, in order."""
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("visavis.")}
    known = MigrationLoader(None).disk_migrations
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(
        f"{label}.{name}" for label, name in applied if label in ours and (label, name) not in known
    )
