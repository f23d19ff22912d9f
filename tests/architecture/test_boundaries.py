"""What may be read from where: the clock, the environment, and the addresses of this machine."""

import ast
import json
import re
import subprocess
import tomllib
from pathlib import Path

from tests.architecture.tree import FRONT_END, PACKAGE, PYTHON, ROOT, TYPESCRIPT, is_test, parsed, short

# Settings are read by `Env` alone. These hand the environment to it, or to the processes that they start.
USE_THE_ENVIRONMENT = {
    "cli.py",
    "config/programs.py",
    "config/settings.py",
    "config/wsgi.py",
    "demo/run.py",
}


def _modules_used(path: Path) -> set[str]:
    used = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            used |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            used |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return used


def _uses_environment(path: Path) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in {"environ", "getenv"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
        for node in ast.walk(parsed(path))
    ) or not _modules_used(path).isdisjoint({"os.environ", "os.getenv"})


def test_only_the_start_of_a_process_uses_the_environment() -> None:
    users = {
        str(path.relative_to(PACKAGE))
        for path in PYTHON
        if path.is_relative_to(PACKAGE) and not is_test(path) and _uses_environment(path)
    }
    assert users == USE_THE_ENVIRONMENT


def test_rules_know_neither_django_nor_the_clock() -> None:
    rules = [
        path
        for path in PYTHON
        if not is_test(path) and (path.is_relative_to(PACKAGE / "slots") or path.name == "lifecycle.py")
    ]
    assert rules
    # Translating a sentence is no rule and needs no database.
    impure = re.compile(r"django(?!\.utils\.translation|\.utils$)|visavis\.lib\.clock")
    found = {
        short(path): sorted(name for name in _modules_used(path) if impure.match(name)) for path in rules
    }
    assert {name: used for name, used in found.items() if used} == {}


def test_what_browsers_load_imports_nothing_of_the_tests() -> None:
    # A driver's contract is a suite, though it stands beside the port that it describes.
    suites = re.compile(r"\.test\.tsx?$|/testing/|/drivers/contract\.ts$")
    testing = re.compile(r'\b(?:from|import)\b[^;"]*"(?:[^"]*/testing/[^"]*|[^"]*/contract|vitest)"')
    found = [
        short(path)
        for path in TYPESCRIPT
        if not suites.search(path.as_posix()) and testing.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert testing.search('import { problem } from "../shared/testing/fake-server";')


def test_only_the_level_of_one_s_own_microphone_goes_through_web_audio() -> None:
    # The other's voice played through it escapes the browser's echo cancelling: they would hear themselves.
    source = re.compile(r"\bcreateMedia\w+Source\b|\bMedia(?:Stream|Element)\w*SourceNode\b")
    found = {
        str(path.relative_to(FRONT_END))
        for path in TYPESCRIPT
        if ".test." not in path.name
        and "testing" not in path.parts
        and source.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"room/media/audio-level.ts"}


def test_the_package_depends_on_what_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = (ROOT / "requirements" / "run.in").read_text(encoding="utf-8").splitlines()
    locked = {line for line in lines if line and not line.startswith("#")}
    # Needed to install the package itself without an index.
    building = {"hatchling", "editables"}
    assert set(project["project"]["dependencies"]) == locked - building


def test_locks_name_no_address_of_an_index() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.lock")):
        assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links", lock.read_text()), short(lock)
        assert "--hash=sha256:" in lock.read_text()
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    assert paths
    private = re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/\w")
    found = []
    for path in paths:
        if path.is_file() and path != Path(__file__):
            text = path.read_bytes().decode("utf-8", errors="ignore")
            found += [short(path)] if private.search(text) else []
    assert found == []
