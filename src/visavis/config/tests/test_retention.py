"""What is kept no longer goes, by rules of the practice; nothing that grows is without one."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import connection, models, transaction
from django.db.utils import IntegrityError
from django.test import Client

from tests import personas
from tests.personas import MONDAY
from visavis.audit.log import log_action
from visavis.audit.models import AuditEntry
from visavis.booking.models import Appointment, Transition
from visavis.booking.tests.browsing import a_service, hold
from visavis.config import retention
from visavis.lib import clock
from visavis.messages.models import Message
from visavis.people.actors import THE_SYSTEM
from visavis.people.models import Client as Person
from visavis.practice.models import Practice

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def test_every_table_with_a_time_has_a_rule_or_a_reason() -> None:
    ruled = {label for rule in retention.RULES for label in rule.covers} | set(retention.KEPT)
    timed = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("visavis.")
        and any(isinstance(field, models.DateTimeField) for field in model._meta.get_fields())
    }
    assert timed - ruled == set()


def test_a_loop_of_hold_and_release_leaves_no_rows_behind(client: Client) -> None:
    service = a_service()
    for _ in range(3):
        form = hold(client, service)
        assert client.post(form.replace("book", "release")).status_code == 302
    assert Appointment.objects.count() == 0
    assert Transition.objects.count() == 0


def test_a_hold_that_ran_out_goes_after_days_and_a_dry_run_deletes_nothing(client: Client) -> None:
    service = a_service()
    hold(client, service)
    Appointment.objects.update(state="expired", held_until=clock.now() - 8 * DAY)
    what = retention.RULES[0].what
    said: list[str] = []
    retention.report(said.append, dry_run=True, now=clock.now())
    assert f"        1  {what}" in said
    assert Appointment.objects.count() == 1
    assert retention.apply(now=clock.now())[what] == 1
    assert Appointment.objects.count() == 0


def test_addresses_of_old_messages_go_and_the_messages_stay() -> None:
    personas.practice()
    personas.booked(a_service(), MONDAY + timedelta(hours=26))
    Message.objects.update(
        state="sent", address="ivan@example.org", due_at=clock.now() - 91 * DAY, sent_at=clock.now()
    )
    number = Message.objects.count()
    assert number
    retention.apply(now=clock.now())
    assert Message.objects.filter(address="").count() == number


def test_the_audit_log_goes_after_its_years_and_only_by_its_rule() -> None:
    Practice.objects.update_or_create(pk=1, defaults={"name": "P", "keep_audit_years": 2})
    for years in (3, 1):
        log_action("Old", by=THE_SYSTEM, at=clock.now() - 366 * years * DAY, subject_kind="user")
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        AuditEntry.objects.all().delete()
    retention.apply(now=clock.now())
    assert AuditEntry.objects.count() == 1


def test_clients_without_appointments_sessions_and_the_caches_old_rows_go() -> None:
    Person.objects.create(name="Ivan", zone="Europe/Kyiv")
    Person.objects.update(created_at=clock.now() - 366 * DAY)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO shared_cache VALUES ('a', 'b', now() - interval '1 day')")
    found = retention.apply(now=clock.now())
    assert found["clients without any appointment"] == 1
    assert found[retention.CACHE] == 1
    assert not Person.objects.exists()
