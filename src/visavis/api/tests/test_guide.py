"""Every example of the guide for integrators, run as it is written."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pytest_django.live_server_helper import LiveServer

from tests import personas
from tests.personas import MONDAY
from visavis.booking.models import Appointment
from visavis.people.api_tokens import make_token
from visavis.people.links import personal_link

GUIDE = Path(__file__).parents[4] / "docs" / "api.md"
EXAMPLE = re.compile(r"```sh\n(.*?)\n# (\d{3})\n```", re.DOTALL)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    """Once more, for the server runs in a thread of its own and must be started within."""
    with time_machine.travel(MONDAY, tick=True):
        yield


def test_the_examples_of_the_guide_do_what_it_says(live_server: LiveServer) -> None:
    personas.practice()
    olena = personas.olena()
    service = personas.service(olena)
    assert olena.user is not None
    known = {
        "BASE": live_server.url,
        "SERVICE": str(service.public_id),
        "TOKEN": make_token(user=olena.user, name="The guide", now=MONDAY)[1],
    }
    examples = EXAMPLE.findall(GUIDE.read_text("utf-8"))
    assert len(examples) == GUIDE.read_text("utf-8").count("```sh") > 0
    for command, status in examples:
        answer = run(command, known)
        assert (answer["status"], command) == (int(status), command), answer
        learn(answer["body"], known)


def run(command: str, known: dict[str, str]) -> dict[str, Any]:
    """The command as a shell runs it, with the status that curl saw."""
    asked = command.replace("curl -s", "curl -w '\\n%{http_code}' -s", 1)
    done = subprocess.run(
        ["bash", "-euc", asked], env={**os.environ, **known}, capture_output=True, text=True, check=True
    )
    body, _line, status = done.stdout.rpartition("\n")
    return {"status": int(status), "body": json.loads(body)}


def learn(body: dict[str, Any], known: dict[str, str]) -> None:
    """Take from an answer what the guide says to take."""
    if body.get("slots"):
        known["START"], known["LATER"] = body["slots"][0]["start"], body["slots"][-1]["start"]
    if "appointment" in body and isinstance(body["appointment"], dict):
        known["APPOINTMENT"] = body["appointment"]["id"]
        made = Appointment.objects.get(public_id=known["APPOINTMENT"])
        # As it stands in the client's mail.
        known["LINK"] = personal_link(made.public_id, made.link_generation)
    if body.get("grant"):
        known["GRANT"] = body["grant"]
