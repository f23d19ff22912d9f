"""A stranger's script, where a proof of work is asked for: it has none, or one for many bookings."""

import re
import time
from html import unescape
from typing import Any

import pytest
from altcha import Payload, solve_challenge

from tests.attacks.conftest import Target
from tests.attacks.counting import count
from tests.attacks.test_strangers import Stranger, inside, stranger
from visavis.booking.proof_of_work import WAIT
from visavis.booking.rate_limits import WITHOUT_SCRIPT_OF_A_NETWORK

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

PREPARE = """
import json, os
from datetime import timedelta
os.environ["DJANGO_SETTINGS_MODULE"] = "visavis.config.settings"
import django
django.setup()
from tests import personas
from visavis.lib import clock
personas.practice(proof_of_work=True)
now = clock.now()
monday = (now + timedelta(days=7 - now.weekday())).replace(hour=9, minute=0, second=0, microsecond=0)
services = [personas.service(personas.specialist(f"Specialist {number}")) for number in range(3)]
print(json.dumps({
    "services": [str(one.public_id) for one in services],
    "free": [(monday + timedelta(days=7 + day, hours=hour)).isoformat()
             for day in range(5) for hour in range(2)],
}))
"""
ROWS = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "visavis.config.settings"
import django
django.setup()
from visavis.booking.models import Appointment, SpentChallenge
from visavis.booking.services import release_hold
from visavis.lib import clock
from visavis.practice.models import Practice
booked = Appointment.objects.filter(client_email__endswith="@script.example").exclude(state="held")
for held in Appointment.objects.filter(state="held"):
    release_hold(appointment_id=held.pk, now=clock.now())
print(json.dumps({"booked": booked.count(), "spent": SpentChallenge.objects.count()}))
"""
END = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "visavis.config.settings"
import django
django.setup()
from visavis.practice.models import Practice
Practice.objects.update(proof_of_work=False)
print(json.dumps({}))
"""


@pytest.fixture(scope="module")
def prepared(target: Target) -> Any:
    yield inside(target, PREPARE)
    # The practice under attack is that of the other modules, too.
    inside(target, END)


def hold(one: Stranger, prepared: dict[str, Any], number: int) -> str:
    """Hold a time of one of the specialists, and return where its form is."""
    service = prepared["services"][number % 3]
    start = prepared["free"][number // 3]
    status, where = one.post(f"/services/{service}/hold/", {"start": start, "zone": "Europe/Kyiv"})
    assert status == 302, where
    return where.partition("<")[0].strip()


def send(one: Stranger, form: str, proof: str, number: int) -> int:
    return one.post(form, {
        "name": "Ivan", "email": f"ivan{number}@script.example", "phone": "", "language": "en",
        "zone": "Europe/Kyiv", "message": "", "consent": "on", "proof": proof,
    }, page=form)[0]  # fmt: skip


def challenge_at(one: Stranger, form: str) -> str:
    found = re.search(r'name="proof" value="([^"]+)"', one.get(form)[1])
    assert found
    return unescape(found[1])


def solved(challenge: str) -> str:
    payload = Payload.from_base64(challenge)
    solution = solve_challenge(payload.challenge)
    assert solution is not None
    return Payload(payload.challenge, solution).to_base64()


def test_one_solved_challenge_books_once_however_often_it_is_replayed(
    target: Target, prepared: dict[str, Any]
) -> None:
    before = inside(target, ROWS)["booked"]
    first = stranger(target)
    form = hold(first, prepared, 0)
    proof = solved(challenge_at(first, form))
    statuses = [send(first, form, proof, 0)]
    assert statuses == [302]
    for number in range(1, 12):
        # The same browser and new ones, without any wait.
        one = first if number < 3 else stranger(target)
        form = hold(one, prepared, number)
        statuses += [send(one, form, proof, number) for _ in range(2)]
    after = inside(target, ROWS)
    findings = max(0, after["booked"] - before - 1)
    count("one proof of work for many bookings", tried=len(statuses), findings=findings)
    assert findings == 0
    assert set(statuses[1:]) == {422}


def test_without_a_proof_nothing_is_booked(target: Target, prepared: dict[str, Any]) -> None:
    before, statuses, waited = inside(target, ROWS), [], 0
    for number in range(12, 20):
        one = stranger(target)
        form = hold(one, prepared, number)
        began = time.monotonic()
        unsolved = challenge_at(one, form)
        early = send(one, form, unsolved, number)
        if time.monotonic() - began < WAIT.total_seconds():
            statuses.append(early)
        else:
            # On a machine this busy the form has grown old enough meanwhile, and was rightly taken.
            waited += early == 302
        cut = unsolved[: len(unsolved) // 2]
        statuses += [send(one, form, sent, number) for sent in ("", "e30=", cut) if early != 302]
    after = inside(target, ROWS)
    findings = after["booked"] - before["booked"] - waited
    count("bookings without a proof of work", tried=len(statuses), findings=findings)
    assert findings == 0
    assert set(statuses) == {422}


def test_who_waits_instead_books_a_handful(target: Target, prepared: dict[str, Any]) -> None:
    before = inside(target, ROWS)["booked"]
    waiting = []
    for number in range(20, 28):
        one = stranger(target)
        form = hold(one, prepared, number)
        waiting.append((one, form, challenge_at(one, form), number))
    # All at once: that is what makes waiting cheap.
    time.sleep(WAIT.total_seconds() + 1)
    statuses = [send(one, form, challenge, number) for one, form, challenge, number in waiting]
    booked = inside(target, ROWS)["booked"] - before
    findings = max(0, booked - WITHOUT_SCRIPT_OF_A_NETWORK)
    count("bookings by waiting, side by side", tried=len(statuses), findings=findings)
    assert booked <= WITHOUT_SCRIPT_OF_A_NETWORK
    assert set(statuses) <= {302, 429}
    assert 429 in statuses
