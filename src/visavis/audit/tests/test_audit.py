"""The audit says who did what, and only grows."""

from datetime import timedelta

import pytest
from django.db import Error, connection, transaction

from tests import personas
from tests.personas import MONDAY
from visavis.audit.log import log_action
from visavis.audit.models import AuditEntry
from visavis.people.actors import THE_SYSTEM

pytestmark = pytest.mark.django_db


def test_a_booking_leaves_a_row_that_names_nobody() -> None:
    appointment = personas.booked(
        personas.service(personas.olena(), notice_min=0), MONDAY + timedelta(hours=2)
    )
    entry = AuditEntry.objects.get(action="AppointmentScheduled")
    assert (entry.subject_kind, entry.subject) == ("appointment", appointment.public_id)
    assert entry.actor_kind == "client"
    assert "Ivan" not in str(entry.detail)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_the_past(change: str) -> None:
    log_action("Seen", by=THE_SYSTEM, at=MONDAY, subject_kind="test")
    rows = AuditEntry.objects.all()
    with pytest.raises(Error, match="only grows"), transaction.atomic():
        rows.update(action="Unseen") if change == "update" else rows.delete()


def test_the_database_refuses_to_empty_the_audit() -> None:
    log_action("Seen", by=THE_SYSTEM, at=MONDAY, subject_kind="test")
    with pytest.raises(Error, match="only grows"), transaction.atomic():
        empty_the_audit()
    assert AuditEntry.objects.filter(action="Seen").exists()


def empty_the_audit() -> None:
    with connection.cursor() as cursor:
        # As everybody is connected but the process that runs the tests.
        cursor.execute("RESET visavis.flush_of_tests")
        cursor.execute("TRUNCATE audit_auditentry")
