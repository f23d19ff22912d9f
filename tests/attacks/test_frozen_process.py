"""A web process that stands still in the middle of a transaction stops nobody else for long."""

import contextlib
import signal
import subprocess
import sys
import time

import pytest

from tests.attacks.conftest import Target
from visavis.config.database import Role

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

PREPARE = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "visavis.config.settings"
import django
django.setup()
from django.db import transaction
from visavis.schedule.models import Service
from visavis.people.models import Specialist
"""
MAKE = "Specialist.objects.create(name='Olena Koval', zone='Europe/Kyiv')"
LOCK = """
with transaction.atomic():
    list(Specialist.objects.select_for_update(no_key=True).values_list('pk'))
    print('locked', flush=True)
    time.sleep({held})
"""


def python(target: Target, code: str) -> "subprocess.Popen[str]":
    """A process with the settings of the web's, beside those that run."""
    command = [sys.executable, "-c", PREPARE + code]
    return subprocess.Popen(command, env=target.environ, stdout=subprocess.PIPE, text=True)


def test_others_go_on_while_a_process_that_holds_a_specialist_is_frozen(target: Target) -> None:
    with python(target, MAKE) as making:
        assert making.wait(timeout=60) == 0
    with python(target, LOCK.format(held=60)) as frozen, contextlib.ExitStack() as after:
        after.callback(frozen.kill)
        assert frozen.stdout is not None
        assert frozen.stdout.readline() == "locked\n"
        frozen.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        with python(target, LOCK.format(held=0)) as other:
            assert other.wait(timeout=60) == 0, "the other process got no lock"
        assert time.monotonic() - began < Role.WEB.value.lock_s + 15
