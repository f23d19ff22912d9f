import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from visavis.config.migrate import migrate
from visavis.config.programs import NotRunnable

pytestmark = pytest.mark.django_db


def test_tables_of_this_version_are_brought_up_to_date() -> None:
    before = MigrationRecorder(connection).applied_migrations()
    migrate(verbosity=0)
    assert MigrationRecorder(connection).applied_migrations().keys() == before.keys()


def test_tables_of_another_version_are_left_alone_with_a_way_out() -> None:
    MigrationRecorder(connection).record_applied("booking", "0002_of_another_version")
    with pytest.raises(NotRunnable, match=r"booking\.0002_of_another_version.*RESET=1"):
        migrate(verbosity=0)


def test_migrations_of_other_packages_are_their_own_matter() -> None:
    MigrationRecorder(connection).record_applied("procrastinate", "9999_newer")
    migrate(verbosity=0)
    assert ("procrastinate", "9999_newer") in MigrationRecorder(connection).applied_migrations()


def test_every_change_of_a_model_has_its_migration() -> None:
    # It ends the process with 1 where one is missing.
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    assert not connection.needs_rollback
