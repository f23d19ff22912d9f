"""The contract of imports holds, and it is a contract: breaking it is noticed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGE, ROOT

LINTER = Path(sys.executable).with_name("lint-imports")


def _linted(source: Path) -> subprocess.CompletedProcess[str]:
    """Check the package in `source` by the project's own contract."""
    return subprocess.run(
        [LINTER, "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=source,
        # Before the installed package's place.
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for path in PACKAGE.rglob("*.py"):
        target = tmp_path / "visavis" / path.relative_to(PACKAGE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return tmp_path


def test_no_layer_imports_one_above_it() -> None:
    done = _linted(PACKAGE.parent)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_import_against_the_direction_breaks_the_contract(copy: Path) -> None:
    (copy / "visavis" / "lib" / "clock.py").write_text("import visavis.config.env\n")
    done = _linted(copy)
    assert done.returncode == 1
    assert "visavis.lib is not allowed to import visavis.config" in done.stdout


def test_a_folder_without_a_place_in_the_order_breaks_the_contract(copy: Path) -> None:
    (copy / "visavis" / "drawer").mkdir()
    (copy / "visavis" / "drawer" / "__init__.py").write_text("")
    done = _linted(copy)
    assert done.returncode == 1
    assert "visavis.drawer" in done.stdout


def test_tests_may_import_from_anywhere(copy: Path) -> None:
    (copy / "visavis" / "lib" / "tests").mkdir(exist_ok=True)
    (copy / "visavis" / "lib" / "tests" / "__init__.py").write_text("")
    (copy / "visavis" / "lib" / "tests" / "test_far.py").write_text("import visavis.cli\n")
    assert "test_far" not in _linted(copy).stdout
