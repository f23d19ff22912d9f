"""A stranger with patience, from outside: addresses without end, a calendar to fill, somebody else's name."""

import http.cookiejar
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.browsing import ask
from tests.attacks.conftest import Target
from tests.attacks.counting import count

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
SCALE = float(os.environ.get("SCALE", "0.1"))
ROUNDS = max(30, int(600 * SCALE))
PROMPT_S = 2.0
"""A busy machine answers an ordinary page within this."""
PUBLIC = {"api/", "api/docs", "api/openapi.json", "api/services", "api/specialists"}
"""What everybody may read of the interface for programs."""
PREPARE = """
import json, os
from datetime import timedelta
os.environ["DJANGO_SETTINGS_MODULE"] = "visavis.config.settings"
import django
django.setup()
from tests import personas
from tests.roles.visitors import endpoints
from visavis.lib import clock
from visavis.people.links import link_token
personas.practice()
now = clock.now()
monday = (now + timedelta(days=7 - now.weekday())).replace(hour=9, minute=0, second=0, microsecond=0)
service = personas.service(personas.olena(phone="+380671112233"))
private = personas.booked(service, monday, now=now)
soon = (now + timedelta(minutes=5)).replace(second=0, microsecond=0)
own = personas.booked_by_staff(service, soon, now=now, details=personas.MARIA)
free = [(monday + timedelta(days=7 * week + day, hours=hour)).isoformat()
        for week in (1, 2) for day in range(5) for hour in range(4)]
print(json.dumps({
    "service": str(service.public_id), "private": str(private.public_id), "email": private.client_email,
    "own": str(own.public_id), "token": link_token(own.public_id, own.link_generation), "free": free,
    "secrets": [private.room_name, link_token(private.public_id, private.link_generation)],
    "routes": sorted({one.route for one in endpoints()}),
}))
"""
ROWS = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "visavis.config.settings"
import django
django.setup()
from visavis.booking.models import Appointment
from visavis.live.models import Event
from visavis.messages.models import Message
from visavis.waiting.models import Visit
rows = Appointment.objects.exclude(state__in=["expired", "cancelled"])
print(json.dumps({
    "taken": rows.count(), "visits": Visit.objects.count(), "events": Event.objects.count(),
    "messages": Message.objects.count(),
    "record": Appointment.objects.filter(
        client__email="ivan@example.org", client__contact_proven=True
    ).count(),
}))
"""


def inside(target: Target, code: str) -> dict[str, Any]:
    """What a program of the practice's own finds."""
    done = subprocess.run(
        [sys.executable, "-c", code], env=target.environ, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


@dataclass(frozen=True)
class Stranger:
    """A browser that keeps its cookies and follows nothing."""

    base: str
    open: Callable[..., Any]

    def get(self, path: str) -> tuple[int, str]:
        return self._send(urllib.request.Request(self.base + path))  # noqa: S310  our own address

    def post(self, path: str, fields: dict[str, str], page: str = "/link/") -> tuple[int, str]:
        found = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', self.get(page)[1])
        assert found
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": found[1], **fields}).encode()
        return self._send(
            urllib.request.Request(self.base + path, data, {"Referer": self.base + page})  # noqa: S310  a practice of ours
        )

    def _send(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers.get("Location", "") + error.read().decode(errors="replace")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def stranger(target: Target) -> Stranger:
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    opener = urllib.request.build_opener(jar, _Stay())
    return Stranger(f"http://127.0.0.1:{target.port}", opener.open)


@pytest.fixture(scope="module")
def prepared(target: Target) -> dict[str, Any]:
    return inside(target, PREPARE)


@pytest.mark.parametrize("letters", ["a", "a.", "%61", "@", "a/", "v/", "-a@"])
def test_a_very_long_address_costs_nobody_any_time(target: Target, letters: str) -> None:
    path = "/" + (letters * 60_000)[:60_000]
    began = time.monotonic()
    status, _headers, _page = ask(target, "GET", path)
    took = time.monotonic() - began
    count(f"an address of 60 000 letters, of {letters}", tried=1, findings=int(took >= PROMPT_S))
    assert 400 <= status < 500
    assert took < PROMPT_S


def test_somebody_elses_contact_opens_nothing_and_joins_no_record(
    target: Target, prepared: dict[str, Any]
) -> None:
    before = inside(target, ROWS)["record"]
    one, seen = stranger(target), []
    status, where = one.post(
        f"/services/{prepared['service']}/hold/", {"start": prepared["free"][-1], "zone": "Europe/Kyiv"}
    )
    assert status == 302
    form = {
        "name": "Ivan Petrenko", "email": prepared["email"], "phone": "", "language": "en",
        "zone": "Europe/Kyiv", "message": "", "consent": "on",
    }  # fmt: skip
    booked = where.partition("<")[0].strip()
    status, answer = one.post(booked, form, page=booked)
    assert status == 302
    seen += [answer, one.get(booked.removesuffix("book/"))[1]]
    seen += [one.get(path)[1] for path in ("/", "/history/", f"/a/{prepared['private']}/")]
    *own, refused = seen
    # Only the page that refuses may name the address that was asked for.
    leaked = [page for page in own if prepared["private"] in page]
    leaked += [page for page in (*own, refused) if any(word in page for word in prepared["secrets"])]
    joined = inside(target, ROWS)["record"] - before
    count("somebody else's contact", tried=len(seen), findings=len(leaked) + joined)
    assert leaked == []
    assert joined == 0


def test_a_calendar_is_not_filled_by_holds_without_cookies(target: Target, prepared: dict[str, Any]) -> None:
    before = inside(target, ROWS)["taken"]
    tried = 0
    for start in prepared["free"]:
        stranger(target).post(
            f"/services/{prepared['service']}/hold/", {"start": start, "zone": "Europe/Kyiv"}
        )
        tried += 1
    taken = inside(target, ROWS)["taken"] - before
    count("holds without cookies", tried=tried, findings=max(0, taken - 12))
    assert 0 < taken <= 12


def test_ones_own_link_opens_nobody_elses_pages_and_no_desk(target: Target, prepared: dict[str, Any]) -> None:
    one = stranger(target)
    one.get(f"/v/{prepared['token']}")
    assert one.get(f"/a/{prepared['own']}/")[0] == 200
    guarded = [route for route in prepared["routes"] if route.startswith(("desk/", "a/<", "api/"))]
    findings: list[tuple[str, object]] = []
    for route in guarded:
        path = "/" + re.sub(r"<uuid:[^>]+>", prepared["private"], route)
        path = re.sub(r"<int:[^>]+>", "1", re.sub(r"<[^>]+>", "x", path))
        status, answer = one.get(path)
        sent_to_sign_in = status == 302 and "/account/login/" in answer
        if status < 400 and not sent_to_sign_in and route not in PUBLIC:
            findings.append((path, status))
        if any(word in answer for word in prepared["secrets"]):
            findings.append((path, "secret"))
    count("addresses of others by one's own link", tried=len(guarded), findings=len(findings))
    assert len(guarded) > 60
    assert findings == []


def test_entering_and_leaving_in_a_loop_ends_with_a_sentence(
    target: Target, prepared: dict[str, Any]
) -> None:
    one = stranger(target)
    one.get(f"/v/{prepared['token']}")
    before, statuses = inside(target, ROWS), []
    base = f"/a/{prepared['own']}/"
    for number in range(ROUNDS):
        action = ("enter/", "leave-waiting/", "late/", "connection-test/")[number % 4]
        statuses.append(one.post(base + action, {"minutes": "5"})[0])
    after = inside(target, ROWS)
    grown = sum(after[name] - before[name] for name in ("visits", "events", "messages"))
    failed = [status for status in statuses if status >= 500]
    count("entering, leaving and running late in a loop", tried=ROUNDS, findings=len(failed) + (grown > 200))
    assert failed == []
    assert grown <= 200
