"""Rows written by a text made once are those that the ORM would write."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, models

from tests import personas
from tests.personas import MONDAY
from visavis.audit.models import AuditEntry
from visavis.booking.models import Appointment, Transition
from visavis.lib.db import insert, update, violated_constraint
from visavis.messages.models import Message
from visavis.people.models import Client

pytestmark = pytest.mark.django_db
TEN = MONDAY + timedelta(hours=2)


def _save(row: models.Model) -> None:
    row.save(force_insert=True)


def _stored(row: models.Model) -> dict[str, Any]:
    found = type(row)._default_manager.get(pk=row.pk)
    return {field.attname: getattr(found, field.attname) for field in type(row)._meta.concrete_fields}


def _new(of: models.Model, **fields: object) -> models.Model:
    copy = type(of)._default_manager.get(pk=of.pk)
    copy.pk, copy._state.adding = None, True
    for name, value in fields.items():
        setattr(copy, name, value)
    return copy


def _of_its_own() -> dict[str, object]:
    public_id = uuid4()
    return {"public_id": public_id, "room_name": public_id.hex}


def _examples() -> list[models.Model]:
    booked = personas.booked(personas.service(personas.olena(), notice_min=0), TEN)
    entry = AuditEntry(
        at=MONDAY,
        action="Tested",
        actor_kind="system",
        subject_kind="practice",
        detail={"wörd": ["a", None]},
    )
    entry.save()
    steps = Transition.objects.filter(appointment=booked)
    messages = Message.objects.filter(appointment=booked)
    assert booked.client is not None
    return [booked, booked.client, entry, steps.latest("pk"), messages.latest("pk")]


@pytest.mark.parametrize("kind", [Appointment, Client, AuditEntry, Transition, Message])
def test_every_column_is_what_the_orm_writes(kind: type[models.Model]) -> None:
    (example,) = (one for one in _examples() if isinstance(one, kind))
    written = []
    writes: tuple[Callable[[models.Model], None], ...] = (_save, insert)
    for number, write in enumerate(writes):
        fields: dict[str, object] = {}
        if isinstance(example, Appointment):
            fields = {"state": "cancelled", **_of_its_own()}
        if isinstance(example, Client):
            fields = {"public_id": Client().public_id}
        if isinstance(example, Message):
            fields = {"version": 100 + number, "message_id": f"<{number}@example.org>"}
        row = _new(example, **fields)
        write(row)
        assert row.pk
        assert not row._state.adding
        written.append({name: value for name, value in _stored(row).items() if name not in {"id", *fields}})
    ours, orms = written[1], written[0]
    if isinstance(example, Client):
        assert abs(ours.pop("created_at") - orms.pop("created_at")) < timedelta(minutes=1)
    assert ours == orms


def test_a_text_in_a_json_column_stays_a_text() -> None:
    row = AuditEntry(at=MONDAY, action="Tested", actor_kind="system", subject_kind="practice", detail="null")
    insert(row)
    assert AuditEntry.objects.get(pk=row.pk).detail == "null"


def test_many_rows_get_their_keys_in_order() -> None:
    rows = [
        AuditEntry(at=MONDAY, action=f"Tested{n}", actor_kind="system", subject_kind="practice", detail={})
        for n in range(20)
    ]
    insert(*rows)
    assert [AuditEntry.objects.get(pk=row.pk).action for row in rows] == [row.action for row in rows]
    insert()


def test_an_update_writes_every_column_of_one_row_only() -> None:
    booked, other = (
        personas.booked(personas.service(personas.specialist(name), notice_min=0), TEN) for name in ("A", "B")
    )
    before = _stored(other)
    booked.client_name, booked.version = "Ivan the Other", 7
    booked.set_time(personas.slot(booked.service, TEN + timedelta(hours=1)))
    update(booked)
    ours = _stored(booked)
    booked.save()
    assert ours == _stored(booked)
    assert ours["client_name"] == "Ivan the Other"
    assert ours["busy"].lower == TEN + timedelta(hours=1)
    assert _stored(other) == before


def test_a_row_that_is_gone_is_not_updated_in_silence() -> None:
    entry = AuditEntry(at=MONDAY, action="Tested", actor_kind="system", subject_kind="practice", detail={})
    entry.pk = 10**9
    with pytest.raises(AuditEntry.DoesNotExist):
        update(entry)


@pytest.mark.parametrize("write", [_save, insert])
def test_a_constraint_is_told_by_its_name(write: Callable[[models.Model], None]) -> None:
    booked = personas.booked(personas.service(personas.olena(), notice_min=0), TEN)
    again = _new(booked, **_of_its_own())
    with pytest.raises(IntegrityError) as refused:
        write(again)
    assert violated_constraint(refused.value) == "one_appointment_at_a_time"
