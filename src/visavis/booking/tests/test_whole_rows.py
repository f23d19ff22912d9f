"""Rows read by our own statement are what the ORM reads."""

import pytest
from django.db import connection
from django.db.models import Model
from django.db.transaction import TransactionManagementError, atomic
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import personas
from visavis.booking.models import Appointment
from visavis.booking.tests.browsing import a_service, hold
from visavis.practice.models import Practice
from visavis.schedule.models import Service

pytestmark = pytest.mark.django_db


def test_an_appointment_is_read_with_its_service_and_specialist(client: Client) -> None:
    hold(client, a_service())
    wanted = Appointment.objects.select_related("service", "specialist").get()
    with CaptureQueriesContext(connection) as queries, atomic():
        found = Appointment.locked(wanted.pk)
        assert _values(found) == _values(wanted)
        assert _values(found.service) == _values(wanted.service)
        assert _values(found.specialist) == _values(wanted.specialist)
    assert "FOR NO KEY UPDATE OF" in queries.captured_queries[-2]["sql"]


def test_what_is_stored_as_json_is_no_text() -> None:
    personas.practice(reminders_min=[1440, 15])
    assert Practice.current().reminders_min == [1440, 15]


def test_who_is_not_there_is_missed() -> None:
    with atomic(), pytest.raises(Service.DoesNotExist):
        Service.with_specialist_locked(pk=10**9)


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_would_not_last_is_refused() -> None:
    with pytest.raises(TransactionManagementError):
        Service.with_specialist_locked(pk=10**9)


def _values(row: Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
