"""What Django's ORM leaves to us: constraint errors told apart, and statements whose text is made once."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache, cached_property
from itertools import chain, islice
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.db import IntegrityError, connection
from django.db.models import Field, ForeignKey, JSONField, Model
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=Model)
Param = int | str | UUID | datetime


def violated_constraint(error: IntegrityError) -> str | None:
    """The name of the constraint that `error` reports, if the database told it."""
    diagnostics = getattr(error.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None)


def sql_texts(values: Iterable[str]) -> str:
    """Values of ours as texts for a statement by hand, `'a', 'b'`, in an order that does not change.

    As text, not as parameters: an index that holds only some rows is found by what the statement says itself.
    """
    return ", ".join(f"'{value}'" for value in sorted(values))


@contextmanager
def refusing(constraint: str, refusal: Exception) -> Iterator[None]:
    """Run the block and raise `refusal` if it violates the constraint named so.

    Any other violation passes through untouched. After either the open transaction answers nothing and
    ends with the exception; a savepoint would keep it, at the price of two more trips to the database.
    """
    try:
        yield
    except IntegrityError as error:
        if violated_constraint(error) != constraint:
            raise
        raise refusal from error


class WholeRows(Generic[M]):
    """Rows of a model with all columns, read by a statement whose text is made once.

    For the few reads that everybody waits for: the ORM would make the same text anew each time.
    """

    def __init__(self, model: type[M], *related: str, where: str = "", lock: str = "") -> None:
        """`related`: foreign keys, never null, whose rows are read along. `lock`: the table to be locked.

        `where` names columns by their tables and has a %s for each parameter.
        """
        self._model, self._related, self._where, self._lock = model, related, where, lock

    def first(self, *params: Param) -> M | None:
        """The first row. Raises `TransactionManagementError` where a lock would not last."""
        return next(iter(self._read(f"{self._statement} LIMIT 1 {self._for_update}", params)), None)

    def all(self, *params: Param) -> list[M]:
        """Every row, in no order. Raises what `first` raises."""
        return self._read(f"{self._statement} {self._for_update}", params)

    def get(self, *params: Param) -> M:
        """The first row. Raises the model's `DoesNotExist` where there is none, and what `first` raises."""
        found = self.first(*params)
        if found is None:
            raise self._model.DoesNotExist  # type: ignore[attr-defined]  # Django adds it to models
        return found

    def _read(self, statement: str, params: Sequence[Param]) -> list[M]:
        if self._lock and not connection.in_atomic_block:
            raise TransactionManagementError(f"{self._lock} is locked outside of a transaction")
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return [self._made(list(row)) for row in cursor.fetchall()]

    @cached_property
    def _models(self) -> list[type[Model]]:
        return [self._model, *(self._key(name).related_model for name in self._related)]

    @cached_property
    def _columns(self) -> list[list[str]]:
        return [[field.attname for field in model._meta.concrete_fields] for model in self._models]

    @cached_property
    def _conversions(self) -> list[tuple[int, Any]]:
        """The places of the values that come as text, such as JSON, and what reads them."""
        fields = [field for model in self._models for field in model._meta.concrete_fields]
        return [
            (place, reads)
            for place, field in enumerate(fields)
            for reads in field.get_db_converters(connection)
        ]

    @cached_property
    def _statement(self) -> str:
        table = _quoted(self._model._meta.db_table)
        columns = ", ".join(
            f"{_quoted(model._meta.db_table)}.{_quoted(str(field.column))}"
            for model in self._models
            for field in model._meta.concrete_fields
        )
        joins = [
            f"JOIN {_quoted(model._meta.db_table)} ON"
            f" {_quoted(model._meta.db_table)}.id = {table}.{_quoted(str(self._key(name).column))}"
            for name, model in zip(self._related, self._models[1:], strict=True)
        ]
        where = f"WHERE {self._where}" if self._where else ""
        return " ".join([f"SELECT {columns} FROM {table}", *joins, where])  # noqa: S608  its parts are ours

    @cached_property
    def _for_update(self) -> str:
        return f"FOR NO KEY UPDATE OF {_quoted(self._lock)}" if self._lock else ""

    def _key(self, name: str) -> "ForeignKey[Any, Any]":
        field: Any = self._model._meta.get_field(name)
        return cast("ForeignKey[Any, Any]", field)

    def _made(self, row: list[Any]) -> M:
        for place, reads in self._conversions:
            row[place] = reads(row[place], None, connection)
        values = iter(row)
        first, *others = (
            model.from_db(connection.alias, columns, [*islice(values, len(columns))])
            for model, columns in zip(self._models, self._columns, strict=True)
        )
        for name, other in zip(self._related, others, strict=True):
            setattr(first, name, other)
        return cast("M", first)


def insert(*rows: Model) -> None:
    """Insert rows of one model in order, and give them their keys; like `bulk_create`, with a text made once.

    For the few writes that everybody who books waits for.
    """
    if not rows:
        return
    fields = _written_fields(type(rows[0]))
    values = chain.from_iterable(_values(row, fields, add=True) for row in rows)
    with connection.cursor() as cursor:
        cursor.execute(_insert_statement(type(rows[0]), len(rows)), [*values])
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias


def update(row: Model) -> None:
    """Write all columns of a row that exists; like `save`, with a text made once.

    Raises the model's `DoesNotExist`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _update_statement(type(row)), [*_values(row, _written_fields(type(row)), add=False), row.pk]
        )
        if cursor.rowcount != 1:
            raise type(row).DoesNotExist  # type: ignore[attr-defined]  # Django adds it to models


_PLAIN = frozenset({str, int, bool, datetime, UUID, type(None)})
"""What the database's driver takes as it is."""


@cache
def _written_fields(model: type[Model]) -> tuple["Field[Any, Any]", ...]:
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


def _values(row: Model, fields: tuple["Field[Any, Any]", ...], *, add: bool) -> Iterator[Any]:
    for field in fields:
        value = field.pre_save(row, add)
        is_plain = type(value) in _PLAIN and not isinstance(field, JSONField)
        yield value if is_plain else field.get_db_prep_save(value, connection)


@cache
def _insert_statement(model: type[Model], rows: int) -> str:
    fields = _written_fields(model)
    columns = ", ".join(_quoted(str(field.column)) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    table, key = _quoted(model._meta.db_table), _quoted(str(model._meta.pk.column))
    return f"INSERT INTO {table} ({columns}) VALUES {', '.join([row] * rows)} RETURNING {key}"  # noqa: S608  its parts are ours


@cache
def _update_statement(model: type[Model]) -> str:
    columns = ", ".join(f"{_quoted(str(field.column))} = %s" for field in _written_fields(model))
    table, key = _quoted(model._meta.db_table), _quoted(str(model._meta.pk.column))
    return f"UPDATE {table} SET {columns} WHERE {key} = %s"  # noqa: S608  its parts are ours


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
