import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port
from visavis import cli

pytestmark = pytest.mark.processes

PORT, LIVE_PORT = free_port(), free_port()


@pytest.fixture
def var() -> Iterator[Path]:
    # Not pytest's own: its parents are closed to the account that the server gets when we are root.
    made = Path(tempfile.mkdtemp(prefix="visavis-cli-"))
    made.chmod(0o711)
    yield made / "var"
    shutil.rmtree(made)


def environment(var: Path, **more: str) -> dict[str, str]:
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("VISAVIS_", "DATABASE_"))
    }
    ports = {"VISAVIS_PORT": str(PORT), "VISAVIS_LIVE_PORT": str(LIVE_PORT)}
    return clean | ports | {"VISAVIS_VAR": str(var)} | more


def visavis(*arguments: str, env: dict[str, str], said: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "visavis.cli", *arguments]
    return subprocess.run(
        command, env=env, input=said, capture_output=True, text=True, timeout=100, check=False
    )


def refusal(*arguments: str, env: dict[str, str]) -> str:
    """The one sentence of a failure that an operator can mend."""
    done = visavis(*arguments, env=env)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    (sentence,) = done.stderr.splitlines()
    return sentence


def test_a_wrong_configuration_is_a_sentence_per_variable(var: Path) -> None:
    done = visavis("run", env=environment(var, VISAVIS_DEBUG="x", VISAVIS_SMS="x"))
    assert done.returncode == 2
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["VISAVIS_DEBUG", "VISAVIS_SMS"]


@pytest.mark.parametrize("command", ["run", "web", "demo"])
def test_a_taken_port_is_a_sentence(var: Path, command: str) -> None:
    with socket.create_server(("127.0.0.1", PORT)):
        sentence = refusal(command, env=environment(var))
    assert sentence.startswith(f"Cannot listen on 127.0.0.1 port {PORT}: Address already in use")
    assert not (var / "postgres").exists()


@pytest.mark.parametrize("command", ["run", "live", "demo"])
def test_a_taken_port_for_live_events_is_a_sentence(var: Path, command: str) -> None:
    with socket.create_server(("127.0.0.1", LIVE_PORT)):
        sentence = refusal(command, env=environment(var))
    assert sentence.endswith("Choose another with VISAVIS_LIVE_PORT.")
    assert not (var / "postgres").exists()


def test_a_database_that_does_not_answer_is_a_sentence_without_its_password(var: Path) -> None:
    env = environment(
        var,
        DATABASE_URL="postgresql://visavis:topsecret@127.0.0.1:1/visavis",
        VISAVIS_SECRET_KEY="k" * 50,
        VISAVIS_DATA_KEY="d" * 32,
        VISAVIS_BASE_URL="https://consult.example",
    )
    for command in (["run"], ["migrate"], ["admin", "olena@example.com"]):
        sentence = refusal(*command, env=env)
        assert sentence.startswith("The database cannot be reached: ")
        assert "topsecret" not in sentence


def test_a_practice_refuses_the_demo_s_data(var: Path) -> None:
    var.mkdir()
    (var / "demo").write_text("whole")
    assert "holds the demo's data" in refusal("run", env=environment(var))


def test_a_port_that_is_no_number_is_a_sentence(var: Path) -> None:
    assert refusal("demo", env=environment(var, PORT="eighty")).startswith("PORT must be a number")


def test_an_old_python_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 2))
    assert cli.main(["run"]) == 2
    assert capsys.readouterr().err.startswith("Vis-à-vis needs Python 3.11 or newer")


def test_a_missing_package_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run_command(_: object) -> int:
        raise ModuleNotFoundError("No module named 'granian'", name="granian")

    monkeypatch.setattr(cli, "_run_command", run_command)
    assert cli.main(["run"]) == 2
    assert capsys.readouterr().err == "granian is not installed: run `make setup`.\n"


def test_a_database_without_tables_is_a_sentence(var: Path) -> None:
    done = visavis("admin", "olena@example.com", env=environment(var), said="correct-horse-battery\n")
    assert (done.returncode, done.stderr) == (
        2,
        "The database's tables are not up to date: run `visavis migrate`.\n",
    )


def test_an_admin_is_made_and_the_doctor_tells_what_is_missing(var: Path) -> None:
    env = environment(var)
    assert visavis("migrate", env=env).returncode == 0
    before = visavis("doctor", env=env)
    assert before.returncode == 1
    assert "mend  admins" in before.stdout
    short = visavis("admin", "olena@example.com", env=env, said="short\n")
    assert short.returncode == 2
    assert "too short" in short.stderr
    made = visavis("admin", "Olena@Example.com", env=env, said="correct-horse-battery\n")
    assert made.stdout.startswith("olena@example.com is an administrator now: sign in at http://localhost:")
    after = visavis("doctor", env=env).stdout
    assert "good  admins       1" in after
    assert "mend  worker" in after
    assert "mend  live events" in after
    assert "mend  e-mail" in after
    assert (var / "secret_key").read_text().strip() not in after


def test_the_facts_are_listed_with_who_reacts(var: Path) -> None:
    printed = visavis("facts", env=environment(var)).stdout.splitlines()
    assert "| `booking.AppointmentScheduled` | `messages.plan_messages`, `audit.log_fact` |" in printed


def test_a_practice_runs_and_ends_cleanly_within_five_seconds(var: Path) -> None:
    command = [sys.executable, "-m", "visavis.cli", "run"]
    with subprocess.Popen(command, env=environment(var), stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        lines: list[str] = []
        while not (lines and lines[-1].startswith("Ready: ")):
            lines.append(running.stdout.readline())
            assert lines[-1], "".join(lines)
        with pytest.raises(urllib.error.HTTPError) as answered:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/no-such-page/", timeout=10)
        assert answered.value.code == 404
        answered.value.close()
        with urllib.request.urlopen(f"http://127.0.0.1:{LIVE_PORT}/healthz", timeout=10) as told:
            assert json.load(told) == {"live": "in order"}
        begun = time.monotonic()
        running.send_signal(signal.SIGINT)
        rest = running.stdout.read()
        assert running.wait() == 0, rest
        assert time.monotonic() - begun < 5
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", PORT)).close()


def test_the_doctor_writes_the_relays_configuration_and_says_what_it_needs_for_it(var: Path) -> None:
    assert refusal("doctor", "--turn", env=environment(var)).startswith("VISAVIS_TURN_URLS ")
    relay = {"VISAVIS_TURN_URLS": "turn:turn.example", "VISAVIS_TURN_SECRET": "s" * 24}
    printed = visavis("doctor", "--turn", env=environment(var, **relay)).stdout.splitlines()
    assert f"static-auth-secret={'s' * 24}" in printed
