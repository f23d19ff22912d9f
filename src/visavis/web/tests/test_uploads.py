"""What strangers may make us store."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from visavis.web import uploads

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("most", "status"), [(1_000, 400), (100_000, 422)])
def test_a_request_with_more_than_any_form_takes_is_refused_before_its_files_are_stored(
    monkeypatch: pytest.MonkeyPatch, most: int, status: int
) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", most)
    sent = {"contact": "nobody", "file": SimpleUploadedFile("big.bin", b"x" * 10_000)}
    assert Client().post("/link/", sent).status_code == status
