"""What every answer says of devices and caches, and what a refusal leaves in the log."""

import logging
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client

from tests import personas
from tests.personas import MONDAY
from visavis.lib.request_log import OneLineForRefusals
from visavis.people.links import link_token
from visavis.people.models import Role

pytestmark = pytest.mark.django_db


def test_pages_use_no_device_except_the_room() -> None:
    personas.practice()
    policy = Client().get("/")["Permissions-Policy"]
    assert "camera=()" in policy
    assert "geolocation=()" in policy
    appointment = personas.booked(personas.service(personas.olena()), MONDAY + timedelta(hours=2))
    browser = Client()
    browser.get(f"/v/{link_token(appointment.public_id, appointment.link_generation)}")
    policy = browser.get(f"/a/{appointment.public_id}/")["Permissions-Policy"]
    for device in ("camera", "microphone", "display-capture"):
        assert f"{device}=(self)" in policy
    assert "geolocation=()" in policy


def test_no_cache_keeps_a_refusal_or_a_page_of_an_account() -> None:
    personas.practice()
    appointment = personas.booked(personas.service(personas.olena()), MONDAY + timedelta(hours=2))
    for path in (f"/a/{appointment.public_id}/", "/account/password/reset/", "/account/login/", "/nothing/"):
        assert "no-store" in Client().get(path).headers.get("Cache-Control", ""), path


def test_a_refusal_is_one_line_in_the_log() -> None:
    record = logged(403, PermissionDenied())
    assert OneLineForRefusals().filter(record)
    assert logging.Formatter("%(message)s").format(record) == "Forbidden: /desk/"
    assert "OneLineForRefusals" in str(settings.LOGGING)


def test_what_breaks_on_our_side_keeps_its_traceback() -> None:
    record = logged(500, ValueError("broken"))
    OneLineForRefusals().filter(record)
    assert "ValueError: broken" in logging.Formatter("%(message)s").format(record)


def logged(status: int, error: Exception) -> logging.LogRecord:
    """What Django logs of an answer."""
    failure = (type(error), error, None)
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 1, "Forbidden: %s", ("/desk/",), failure
    )
    record.status_code = status
    return record


def test_long_texts_of_the_practice_are_refused_in_a_sentence() -> None:
    admin = Client()
    admin.force_login(personas.staff(Role.ADMIN))
    olena = personas.olena()
    answer = admin.post(f"/desk/specialists/{olena.public_id}/", {"name": "Olena", "about": "x" * 100_000})
    assert answer.status_code == 422
    assert "Write at most 4000 letters" in answer.content.decode().replace(",", "").replace("\u202f", "")
