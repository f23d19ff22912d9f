"""Each kind of process has its own patience with the database, and frozen ones lose their locks in time."""

import psycopg
import pytest
from django.db import DatabaseError, InternalError, OperationalError, connection
from django.http import HttpRequest
from psycopg.errors import IdleInTransactionSessionTimeout, LockNotAvailable, QueryCanceled

from visavis.config.database import Role, django_database, url_for
from visavis.messages.delivery.worker import direct_connection
from visavis.web.refusals import RefusalMiddleware


@pytest.mark.parametrize("role", [Role.WEB, Role.WORKER, Role.LIVE])
def test_what_is_frozen_loses_its_locks_before_others_lose_patience(role: Role) -> None:
    frozen, waiting = role.value, Role.WEB.value
    if role is not Role.WORKER:
        assert 0 < frozen.idle_in_transaction_s < waiting.lock_s
    assert 0 < frozen.lock_s < frozen.statement_s
    assert frozen.idle_in_transaction_s > 0


def test_a_migration_takes_the_time_it_needs() -> None:
    options = django_database("postgresql://u@db/visavis", role=Role.MIGRATION)["OPTIONS"]["options"]
    assert "statement_timeout=0" in options
    assert "lock_timeout=0" in options


def test_options_that_the_operator_gave_stay() -> None:
    url = url_for("postgresql://u:p%40@db/visavis?options=-c%20work_mem%3D8MB&sslmode=require", Role.LIVE)
    parsed = psycopg.conninfo.conninfo_to_dict(url)
    assert parsed["options"] == f"-c work_mem=8MB {Role.LIVE.value.options}"
    assert (parsed["sslmode"], parsed["password"]) == ("require", "p@")


@pytest.mark.django_db
def test_the_web_runs_with_its_patience() -> None:
    with connection.cursor() as cursor:
        found = []
        for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SHOW {name}")
            found.append(cursor.fetchone()[0])
    assert found == ["10s", "20s", "6s"]
    assert "lock_timeout" in direct_connection()


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OperationalError(), LockNotAvailable()),
        (OperationalError(), QueryCanceled()),
        (InternalError(), IdleInTransactionSessionTimeout()),
    ],
)
def test_a_request_that_waited_in_vain_or_stood_still_is_answered_in_words(
    error: DatabaseError, cause: Exception
) -> None:
    error.__cause__ = cause
    request = HttpRequest()
    request.path, request.META["HTTP_ACCEPT"] = "/api/appointments", "application/json"
    answer = RefusalMiddleware(lambda _: None).process_exception(request, error)  # type: ignore[arg-type, return-value]  # not called
    assert answer is not None
    assert answer.status_code == 503
    assert b"nothing was changed" in answer.content
