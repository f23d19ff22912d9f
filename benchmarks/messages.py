"""How fast messages are delivered: many due within one minute, through a local mail server.

Workers as in a practice, each a process, beside a real SMTP server that keeps what it takes. First
one worker alone, whose rate is the bar's. Then the same flood again through two workers of which one
is killed (SIGKILL) again and again: nothing may be lost, and copies are counted. The database is
durable, as in a practice.
"""

import contextlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_string
from pathlib import Path

from benchmarks.support.deployment import database
from benchmarks.support.report import Report, scaled

SMTP_PORT = 8210
FLOOD = 10_000
LEASE_S, MINUTE_S = 5.0, 1.0
BAR = 150.0
"""Messages per second and worker."""
KILLS = 10
PATIENCE_S = 600.0


def main() -> None:
    """Measure, print, and exit with the verdict."""
    report = Report("messages")
    size = scaled(FLOOD, least=400)
    with database(), tempfile.TemporaryDirectory() as name, sink(Path(name)) as mails:
        flood = Flood(size)
        report.say(f"{size} messages due, one worker")
        spent = processor_time()
        seconds = timed(flood, mails, kills=0)
        rate = size / seconds
        report.figure("rate of one worker", rate, "messages/s", at_least=BAR)
        # Other load on the machine hardly changes it. It includes the worker's start.
        report.figure("processor time of the worker", (processor_time() - spent) / size * 1000, "ms/message")
        report.say(f"{size} more, two workers, one of them killed at random")
        flood.pour()
        seconds = timed(flood, mails, kills=scaled(KILLS, least=2))
        judge(report, flood, mails, seconds)
        report.finish(rate, "messages/s", at_least=BAR)


class Flood:
    """Appointments, and one message about each, due now."""

    def __init__(self, size: int) -> None:
        from visavis.booking.models import Appointment

        self.size = size
        self._seed()
        self._appointments = list(Appointment.objects.values_list("pk", flat=True))
        self._minutes = 0
        self.pour()

    def pour(self) -> None:
        """Write one more message about each appointment into the ledger."""
        from visavis.lib import clock
        from visavis.messages.models import Message

        self._minutes += 1
        now = clock.now()
        Message.objects.bulk_create(
            (
                Message(
                    appointment_id=key,
                    version=0,
                    kind="reminder",
                    minutes_before=self._minutes,
                    channel="email",
                    recipient="client",
                    message_id=f"<{self._minutes}.{key}@bench>",
                    created_at=now,
                    due_at=now,
                    next_attempt_at=now,
                    expires_at=now + timedelta(hours=2),
                )
                for key in self._appointments
            ),
            batch_size=2000,
        )

    def left(self) -> int:
        """How many messages are not yet delivered."""
        from visavis.messages.models import Message

        return Message.objects.exclude(state="sent").count()

    def identities(self) -> set[str]:
        """The ids of all messages."""
        from visavis.messages.models import Message

        return set(Message.objects.values_list("message_id", flat=True))

    def _seed(self) -> None:
        from visavis.booking.models import Appointment
        from visavis.lib import clock
        from visavis.people.models import Client, Specialist
        from visavis.practice.models import Practice
        from visavis.schedule.models import Service

        now = clock.now()
        Practice.objects.create(pk=1, name="Riverside Practice", phone="+380441234567")
        specialist = Specialist.objects.create(name="Olena Koval", zone="Europe/Kyiv", email="o@example.org")
        service = Service.objects.create(specialist=specialist, name="Individual session", duration_min=50)
        client = Client.objects.create(name="Ivan Petrenko", zone="Europe/Berlin")
        rows = []
        for number in range(self.size):
            row = Appointment(
                specialist=specialist, service=service, client=client, state="scheduled", created_at=now,
                room_name=f"room{number}", client_name="Ivan Petrenko", client_zone="Europe/Berlin",
                client_email=f"client{number}@example.org", client_language=("en", "uk", "ru")[number % 3],
            )  # fmt: skip
            start = now + timedelta(hours=4 + number)
            row.set_time(service.slot_from(start))
            rows.append(row)
        Appointment.objects.bulk_create(rows, batch_size=1000)


@contextlib.contextmanager
def sink(folder: Path) -> Iterator[Path]:
    """A mail server; yields the file in which it logs accepted mails."""
    command = [sys.executable, "-m", "visavis.messages.tests.smtp_sink", str(SMTP_PORT), str(folder)]
    server = subprocess.Popen(command)
    try:
        while not (folder / "listens").exists():
            time.sleep(0.05)
        yield folder / "mails"
    finally:
        server.terminate()
        server.wait()


def processor_time() -> float:
    """Seconds that the workers which have ended took of the processors."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def worker() -> subprocess.Popen[bytes]:
    """One worker, delivering to the mail server."""
    environment = os.environ | {
        "VISAVIS_EMAIL_URL": f"smtp://127.0.0.1:{SMTP_PORT}?tls=none",
        "VISAVIS_EMAIL_FROM": "Riverside <hello@example.org>",
    }
    command = [sys.executable, "-m", "visavis.messages.tests.impatient_worker", str(LEASE_S), str(MINUTE_S)]
    return subprocess.Popen(command, env=environment)


def timed(flood: Flood, mails: Path, *, kills: int) -> float:
    """Seconds from the first mail taken until every message is marked as sent."""
    before = mails.stat().st_size
    running = [worker() for _ in range(2 if kills else 1)]
    try:
        while mails.stat().st_size == before:
            time.sleep(0.01)
        begun = time.monotonic()
        next_kill = begun + 1.0
        while flood.left():
            if time.monotonic() - begun > PATIENCE_S:
                break
            if kills and time.monotonic() > next_kill:
                kills -= 1
                next_kill = time.monotonic() + random.uniform(0.5, 3.0)
                running[-1].kill()
                running[-1].wait()
                running[-1] = worker()
            time.sleep(0.05)
        return time.monotonic() - begun
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            process.wait(timeout=10)


def judge(report: Report, flood: Flood, mails: Path, seconds: float) -> None:
    """Compare what was to be sent with what arrived."""
    arrived = Counter(_identities(mails))
    known = flood.identities()
    report.figure("rate with kills", flood.size / seconds, "messages/s")
    report.figure("lost", len(known - set(arrived)) + flood.left(), "messages", at_most=0)
    copies = sum(count - 1 for count in arrived.values())
    report.figure("copies, all with the Message-ID of the first", copies, "messages")
    report.require("every mail is one of the ledger's", set(arrived) <= known)


def _identities(mails: Path) -> Iterator[str]:
    with mails.open() as lines:
        for line in lines:
            yield message_from_string(json.loads(line)["content"])["Message-ID"]


if __name__ == "__main__":
    main()
