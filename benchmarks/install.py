"""From a clean clone to the practice's page: `make demo` with a warm package cache; then Ctrl-C.

The clone is of the last commit, in a temporary folder. The demo is asked as a visitor asks it, until the page
answers; then it gets the signal that Ctrl-C sends, and nothing of it may be left.
"""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.support.report import Report

ROOT = Path(__file__).resolve().parent.parent
PORTS = range(8320, 8341)
LONGEST_S, LONGEST_STOP_S = 180.0, 5.0
GIVE_UP_AFTER_S = 900.0


def main() -> None:
    """Measure, print, and exit with the verdict."""
    report = Report("install")
    folder = Path(tempfile.mkdtemp(prefix="visavis-install-"))
    # As root, the database's own account must get through.
    folder.chmod(0o711)
    port = next(port for port in PORTS if _free(port))
    try:
        began = time.monotonic()
        clone = ["git", "clone", "--quiet", "--no-local", str(ROOT), str(folder / "clone")]
        subprocess.run(clone, check=True)
        with _demo(folder / "clone", port) as demo:
            _until_the_page_answers(port, demo, began)
            took = time.monotonic() - began
            report.figure("the practice's page answers after", took, "s", at_most=LONGEST_S)
            stopped = _stopped(demo)
            report.figure("everything ends after Ctrl-C within", stopped, "s", at_most=LONGEST_STOP_S)
        report.require("the port is free again", _free(port))
        report.require("no program of it is left", not _left_over(folder))
        again = time.monotonic()
        with _demo(folder / "clone", port) as demo:
            _until_the_page_answers(port, demo, again)
            report.figure("a second start takes", time.monotonic() - again, "s")
            _stopped(demo)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    report.finish(took, "s", at_most=LONGEST_S)


@contextlib.contextmanager
def _demo(clone: Path, port: int) -> "Iterator[subprocess.Popen[bytes]]":
    """`make demo` as somebody runs it in a shell of their own, configured by nothing but its port."""
    clean = {
        name: value
        for name, value in os.environ.items()
        # What this benchmark itself was started with must not reach it.
        if not name.startswith(
            ("VISAVIS_", "DATABASE_URL", "DJANGO_", "MAKE", "MFLAGS", "PYTHON", "VIRTUAL_ENV")
        )
    }
    own = Path(sys.prefix) / "bin"
    clean["PATH"] = os.pathsep.join(p for p in clean["PATH"].split(os.pathsep) if Path(p) != own)
    demo = subprocess.Popen(
        ["make", "--no-print-directory", "demo", f"PORT={port}"], cwd=clone, env=clean, start_new_session=True
    )
    try:
        yield demo
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(demo.pid, signal.SIGKILL)
        demo.wait()


def _until_the_page_answers(port: int, demo: "subprocess.Popen[bytes]", began: float) -> None:
    while True:
        if demo.poll() is not None:
            raise RuntimeError(f"make demo ended with code {demo.returncode}")
        if time.monotonic() - began > GIVE_UP_AFTER_S:
            raise RuntimeError(f"no page after {GIVE_UP_AFTER_S:.0f} s")
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            asked.request("GET", "/", headers={"Host": f"localhost:{port}"})
            if asked.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            asked.close()
        time.sleep(0.2)


def _stopped(demo: "subprocess.Popen[bytes]") -> float:
    """Send what Ctrl-C sends, to all in the foreground as a terminal does; seconds until the end."""
    began = time.monotonic()
    os.killpg(demo.pid, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        demo.wait(30)
    return time.monotonic() - began


def _free(port: int) -> bool:
    with socket.socket() as tried, contextlib.suppress(OSError):
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tried.bind(("127.0.0.1", port))
        return True
    return False


def _left_over(folder: Path) -> list[str]:
    """The command lines of programs that run out of the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if str(folder) in command:
                found.append(command)
    return found


if __name__ == "__main__":
    main()
