"""A client's page must not make the practice write to strangers without end."""

import http.cookiejar
import json
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.attacks.conftest import Target
from tests.attacks.counting import count
from visavis.booking.rate_limits import CONTACTS_AN_APPOINTMENT

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

ROOT = Path(__file__).parents[2]
PREPARE = """
import json, os
from datetime import timedelta
os.environ["DJANGO_SETTINGS_MODULE"] = "visavis.config.settings"
import django
django.setup()
from tests import personas
from visavis.lib import clock
from visavis.people.links import link_token
personas.practice()
now = clock.now()
monday = (now + timedelta(days=7 - now.weekday())).replace(hour=9, minute=0, second=0, microsecond=0)
row = personas.booked(personas.service(personas.olena()), monday, now=now)
print(json.dumps([str(row.public_id), link_token(row.public_id, row.link_generation)]))
"""
COUNT = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "visavis.config.settings"
import django
django.setup()
from visavis.messages.models import Message
print(Message.objects.filter(kind="link").count())
"""


def ask(target: Target, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env=target.environ, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip().splitlines()[-1]


def test_details_changed_in_a_loop_write_to_a_handful(target: Target) -> None:
    appointment, token = json.loads(ask(target, PREPARE))
    base = f"http://127.0.0.1:{target.port}"
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(jar)
    browser.open(f"{base}/v/{token}").close()
    page = f"{base}/a/{appointment}/details/"
    accepted = refused = 0
    with browser.open(page) as answer:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())
    assert found
    for number in range(60):
        form = {
            "csrfmiddlewaretoken": found[1], "name": "Ivan", "email": f"stranger{number}@example.org",
            "phone": f"+380501234{number:03}", "sms": "on", "language": "en", "zone": "Europe/Kyiv",
        }  # fmt: skip
        data = urllib.parse.urlencode(form).encode()
        sent = urllib.request.Request(page, data, {"Referer": page})  # noqa: S310  our own address
        try:
            with browser.open(sent):
                accepted += 1
        except urllib.error.HTTPError as error:
            error.close()
            refused += error.code in {422, 429}
    findings = max(0, accepted - CONTACTS_AN_APPOINTMENT)
    count("another contact, to have it written to", tried=accepted + refused, findings=findings)
    assert accepted <= CONTACTS_AN_APPOINTMENT
    assert accepted + refused == 60
    assert int(ask(target, COUNT)) <= 2 * CONTACTS_AN_APPOINTMENT
