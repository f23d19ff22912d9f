"""Instants that programs send: near enough to be meant, and of whole seconds."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from pydantic import TypeAdapter, ValidationError

from visavis.api.schemas import Instant

NOW = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
READ = TypeAdapter(Instant)


@pytest.mark.parametrize("written", ["2000-01-01T10:00:00Z", "2999-01-01T10:00:00Z", "2025-12-01T10:00:00Z"])
@time_machine.travel(NOW, tick=False)
def test_an_instant_that_nobody_can_mean_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="a year ago to five years ahead"):
        READ.validate_python(written)


@time_machine.travel(NOW, tick=False)
def test_parts_of_a_second_are_dropped() -> None:
    assert READ.validate_python("2026-12-08T10:00:00.999999+02:00") == NOW + timedelta(days=1)
