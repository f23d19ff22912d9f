"""Debian's Caddy before LiveKit, with the very lines that operators are given."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ports import free_port

DOCUMENTED = Path(__file__).parents[2] / "deploy" / "livekit" / "Caddyfile"
GLOBAL = "{\n\tadmin off\n\tauto_https off\n}\n"


@contextmanager
def caddy_before(folder: Path, *, livekit: int, pages: int, live: int = 9) -> Iterator[str]:
    """Caddy on a free port in the clear, for the length of the block; gives `127.0.0.1:port`."""
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("Caddy is missing: run tools/system.sh")
    address = f"127.0.0.1:{free_port()}"
    written = folder / f"Caddyfile-{address.rpartition(':')[2]}"
    written.write_text(GLOBAL + documented(address, livekit=livekit, pages=pages, live=live))
    command = [program, "run", "--config", str(written), "--adapter", "caddyfile"]
    with written.with_suffix(".log").open("wb") as log:
        running = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait_until_it_listens(int(address.rpartition(":")[2]), running)
        yield address
    finally:
        running.kill()
        running.wait()


def documented(address: str, *, livekit: int, pages: int, live: int) -> str:
    """The guide's lines, for this machine's name and ports."""
    lines = DOCUMENTED.read_text()
    for theirs, ours in (
        ("consult.example {", f"http://{address} {{\n\tbind 127.0.0.1"),
        ("127.0.0.1:7880", f"127.0.0.1:{livekit}"),
        ("127.0.0.1:8000", f"127.0.0.1:{pages}"),
        ("127.0.0.1:8001", f"127.0.0.1:{live}"),
    ):
        assert theirs in lines
        lines = lines.replace(theirs, ours)
    return lines


def _wait_until_it_listens(port: int, running: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 20
    while True:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert running.poll() is None, "Caddy does not take our configuration"
        assert time.monotonic() < deadline, "Caddy does not listen"
        time.sleep(0.05)
