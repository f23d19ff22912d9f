"""What `make demo` prints when it cannot install: one sentence, before or after the program that failed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SETUP = Path(__file__).parent.parent / "tools" / "setup.sh"
PYTHONS = ("python3.11", "python3.12", "python3.13", "python3.14", "python3")
PYTHON = """#!/bin/sh
# Answers as a Python of version $VERSION: `make` and `fail` say what it was asked for.
case "$*" in
    *version_info*) echo "$VERSION" ;;
    *--version) echo "Python $VERSION" ;;
    *find_spec*) echo "$PWD/wheel" ;;
    "-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    *"$FAILS"*) echo "the reason" >&2; exit 1 ;;
esac
"""
NPM = """#!/bin/sh
case "$*" in
    *--silent*ci* | *ci*--silent*) echo nothing is said >&2; exit 1 ;;
    *"$FAILS"*) echo "the reason" >&2; exit 1 ;;
    ci*) mkdir -p node_modules; echo "added 120 packages" ;;
    *build*) mkdir -p ../src/visavis/web/static/dist ;;
esac
"""
DF = """#!/bin/sh
echo "Filesystem 1048576-blocks Used Available Capacity Mounted on"
echo "/dev/full 100000 100 $FREE 1% /"
"""
NEEDED = (
    "requirements/run.lock", "requirements/dev.lock", "requirements/node.lock", "pyproject.toml",
    "frontend/package.json", "frontend/package-lock.json", "frontend/.npmrc",
    "src/visavis/web/styles/page.css", "src/visavis/locale/uk/django.po",
)  # fmt: skip
NOTHING = "no such step"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project as the script needs it, and stand-ins for what it starts."""
    for name in NEEDED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "tools").mkdir()
    shutil.copy(SETUP, tmp_path / "tools" / "setup.sh")
    for name, text in {**dict.fromkeys(PYTHONS, PYTHON), "npm": NPM, "node": "#!/bin/sh\n", "df": DF}.items():
        stand_in(tmp_path, name, text)
    return tmp_path


def stand_in(folder: Path, name: str, text: str) -> None:
    path = folder / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def set_up(
    folder: Path, kind: str = "run", *, version: str = "311", free: str = "5000", fails: str = NOTHING
) -> subprocess.CompletedProcess[str]:
    environ = {
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.defpath}",
        "VERSION": version, "FREE": free, "FAILS": fails,
    }  # fmt: skip
    command = ["bash", "tools/setup.sh", kind]
    return subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, timeout=30, check=False
    )


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2, done
    return done.stderr.splitlines()[-1]


def test_where_all_is_well_nothing_is_said_but_the_steps_and_a_second_time_nothing(folder: Path) -> None:
    done = set_up(folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        "Making", "Installing", "Installing", "Building", "Compiling",
    ]  # fmt: skip
    assert set_up(folder).stdout == ""


@pytest.mark.parametrize(("kind", "needed"), [("run", 1200), ("dev", 1800)])
def test_a_disk_without_room_is_a_sentence_before_anything_is_written(
    folder: Path, kind: str, needed: int
) -> None:
    sentence = refusal(set_up(folder, kind, free=str(needed - 1)))
    assert sentence == f"{needed} MB of free disk space are needed in {folder}, and {needed - 1} MB are left."
    assert not (folder / ".venv").exists()
    assert set_up(folder, kind, free=str(needed)).returncode == 0


def test_room_is_asked_for_once_and_not_where_nobody_knows_how_much_there_is(folder: Path) -> None:
    assert set_up(folder, free="-").returncode == 0
    assert set_up(folder, free="3").returncode == 0


@pytest.mark.parametrize("version", ["310", "207", ""])
def test_an_old_python_is_a_sentence(folder: Path, version: str) -> None:
    assert refusal(set_up(folder, version=version)).startswith(
        "Python 3.11 to 3.14 is needed and not found: install it, or name it by PYTHON="
    )
    assert not (folder / ".venv").exists()


def test_a_python_newer_than_the_packages_is_a_sentence(folder: Path) -> None:
    sentence = refusal(set_up(folder, version="315"))
    assert sentence.startswith(
        "Python 3.11 to 3.14 is needed; for Python 315 some packages do not exist yet."
    )
    assert not (folder / ".venv").exists()


def test_an_earlier_python_beside_a_newer_one_is_taken(folder: Path) -> None:
    stand_in(folder, "python3.13", PYTHON.replace('"$VERSION"', "313").replace("$VERSION", "3.13"))
    done = set_up(folder, version="315")
    assert done.returncode == 0, done.stderr
    assert "Making .venv with Python 3.13 …" in done.stdout


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("run.lock", "The Python packages could not be installed"),
        ("-e .", "Vis-à-vis itself could not be installed into .venv"),
        ("ci ", "The front end's packages could not be installed"),
        ("run --silent build", "The front end could not be built"),
        ("whitenoise", "The front end could not be compressed"),
        ("translations", "The translations could not be compiled"),
    ],
)
def test_a_step_that_fails_says_why_and_ends_with_a_sentence(folder: Path, step: str, sentence: str) -> None:
    done = set_up(folder, fails=step)
    assert refusal(done).startswith(f"{sentence}; the reason stands above.")
    assert done.stderr.splitlines()[:-1] == ["the reason"]
    assert set_up(folder).returncode == 0, "what was done is kept, and the rest is done again"


def test_without_node_of_its_own_the_machine_gets_one_or_is_told(folder: Path) -> None:
    stand_in(folder, "node", "#!/bin/sh\nexit 1\n")
    done = set_up(folder, fails="node.lock")
    assert refusal(done).startswith("Node could not be installed; the reason stands above.")
