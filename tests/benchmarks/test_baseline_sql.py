"""The appointment of plain SQL has every column that the database asks for."""

import re

import pytest
from django.db import connection

from benchmarks.support.baseline_sql import SCRIPT

REQUIRED = """
SELECT column_name FROM information_schema.columns
WHERE table_name = 'booking_appointment' AND is_nullable = 'NO'
    AND column_default IS NULL AND is_identity = 'NO'
"""


@pytest.mark.django_db
def test_plain_sql_writes_every_column_that_is_asked_for() -> None:
    written = re.search(r"INSERT INTO booking_appointment \(([^)]*)\)", SCRIPT)
    assert written
    with connection.cursor() as cursor:
        cursor.execute(REQUIRED)
        required = {name for (name,) in cursor.fetchall()}
    assert required
    assert required - set(re.findall(r"\w+", written[1])) == set()
