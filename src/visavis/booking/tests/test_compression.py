"""What is compressed on its way, and what is better not."""

import gzip
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tests.personas import MONDAY
from visavis.booking.tests.browsing import a_service, hold

pytestmark = pytest.mark.django_db
GZIP = {"accept-encoding": "gzip, deflate, br"}


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def test_pages_for_everyone_are_compressed_for_browsers_that_take_it(client: Client) -> None:
    one = a_service()
    for path in ("/", f"/specialists/{one.specialist.public_id}/", f"/services/{one.public_id}/"):
        answer = client.get(path, headers=GZIP)
        assert answer.headers["Content-Encoding"] == "gzip"
        assert b"Olena Koval" in gzip.decompress(answer.content)
        assert b"Olena Koval" in client.get(path).content


def test_personal_pages_are_not_so_that_their_length_tells_nothing(client: Client) -> None:
    form = client.get(hold(client, a_service()), headers=GZIP)
    assert form.status_code == 200
    assert "Content-Encoding" not in form.headers
