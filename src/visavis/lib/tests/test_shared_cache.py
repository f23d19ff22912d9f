import pytest
import time_machine
from django.core.cache import cache
from django.db import connection

pytestmark = pytest.mark.django_db


def entries() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache")
        return int(cursor.fetchone()[0])


def test_a_flood_does_not_push_a_counter_out() -> None:
    # Django keeps 300 entries and drops a third of them, the first by the alphabet.
    cache.set("allauth:rl:login_failed:olena", [1, 2, 3, 4, 5], timeout=300)
    for number in range(700):
        cache.set(f"zzz:{number}", [1], timeout=300)
    assert cache.get("allauth:rl:login_failed:olena") == [1, 2, 3, 4, 5]


def test_what_expired_goes_when_there_is_much_of_it() -> None:
    with time_machine.travel("2026-12-07T06:00:00Z", tick=False) as clock:
        for number in range(310):
            cache.set(f"old:{number}", [1], timeout=60)
        clock.shift(3600)
        cache.set("new", [1], timeout=60)
        assert cache.get("new") == [1]
    assert entries() == 1
