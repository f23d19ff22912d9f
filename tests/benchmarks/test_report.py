"""Every benchmark ends with the same line and an exit status that a machine can read."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*arguments: str, scale: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "SCALE"}
    if scale is not None:
        environment["SCALE"] = scale
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def program(*lines: str) -> str:
    return "\n".join(
        ["from benchmarks.support.report import Report, scaled", "report = Report('speed')", *lines]
    )


def test_a_bar_that_is_met_says_so_and_exits_with_zero() -> None:
    done = run("-c", program("report.finish(0.25, 'ms', at_most=0.5)"))
    assert done.stdout == "speed: 0.25 ms (bar ≤ 0.5 ms): met\n"
    assert done.returncode == 0


def test_a_bar_that_is_missed_says_so_and_exits_with_one() -> None:
    done = run("-c", program("report.finish(120, '/s', at_least=150)"))
    assert done.stdout == "speed: 120 /s (bar ≥ 150 /s): missed\n"
    assert done.returncode == 1


@pytest.mark.parametrize(
    "line", ["report.figure('lost', 1, 'mails', at_most=0)", "report.require('unique', False)"]
)
def test_any_figure_that_misses_its_bar_misses_the_whole(line: str) -> None:
    done = run("-c", program(line, "report.finish(0.25, 'ms', at_most=0.5)"))
    assert done.stdout.splitlines()[0].endswith("missed")
    assert done.stdout.splitlines()[-1].endswith(": missed")
    assert done.returncode == 1


def test_a_figure_without_a_bar_decides_nothing() -> None:
    done = run("-c", program("report.figure('rounds', 7, 'times')", "report.finish(1, 'ms', at_most=2)"))
    assert done.stdout.splitlines()[0] == "  rounds: 7 times"
    assert done.returncode == 0


def test_scale_sizes_a_run_and_leaves_the_least() -> None:
    assert run("-c", program("print(scaled(1000), scaled(3))"), scale="0.1").stdout == "100 1\n"
    assert run("-c", program("print(scaled(1000))"), scale="1").stdout == "1000\n"


@pytest.mark.parametrize("scale", ["much", "0", "2"])
def test_a_scale_that_makes_no_sense_ends_with_a_sentence(scale: str) -> None:
    done = run("-c", program("scaled(10)"), scale=scale)
    assert done.returncode == 1
    assert "for example SCALE=0.1" in done.stderr


def test_the_slot_engine_benchmark_ends_with_its_verdict() -> None:
    done = run("-m", "benchmarks.slots_engine", scale="0.01")
    verdict = done.stdout.splitlines()[-1]
    shape = r"slots_engine: [\d.]+ times as fast as the loop \(bar ≥ 8 .*\): (met|missed)"
    assert re.fullmatch(shape, verdict)
    assert done.returncode == (0 if verdict.endswith(": met") else 1)
