"""PostgreSQL's constraint errors, which Django's ORM does not tell apart."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError


def violated_constraint(error: IntegrityError) -> str | None:
    """The name of the constraint that `error` reports, if the database told it."""
    diagnostics = getattr(error.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None)


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
