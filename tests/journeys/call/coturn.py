"""Debian's own coturn on loopback, which can be killed and started again."""

import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

import pytest

from tests.ports import free_port

SECRET = "shared-by-the-practice-and-coturn"


class Coturn:
    """A TURN server with a shared secret. Its configuration leaves out what loopback cannot have."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("turnserver")
        if program is None:
            pytest.skip("coturn is missing: apt-get install coturn")
        self.port = free_port()
        self._configuration = folder / f"coturn-{self.port}.conf"
        self._configuration.write_text(
            "\n".join(
                (
                    f"listening-port={self.port}",
                    "listening-ip=127.0.0.1",
                    "relay-ip=127.0.0.1",
                    "allow-loopback-peers",
                    "cli-password=none-listens",
                    "no-cli",
                    "no-tls",
                    "no-dtls",
                    "fingerprint",
                    "use-auth-secret",
                    f"static-auth-secret={SECRET}",
                    "realm=consult.example",
                    "log-file=/dev/null",
                    f"pidfile={folder / 'coturn.pid'}",
                    f"userdb={folder / 'coturn.db'}",
                )
            )
        )
        self._command = [program, "-c", str(self._configuration)]
        self._running: subprocess.Popen[bytes] | None = None

    def urls(self, transport: str) -> str:
        """Its address by udp or tcp, as `VISAVIS_TURN_URLS` takes it."""
        return f"turn:127.0.0.1:{self.port}?transport={transport}"

    def start(self) -> None:
        """Start it and wait until it listens."""
        self._running = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while True:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self._running.poll() is None, "coturn ended"
            assert time.monotonic() < deadline, "coturn does not listen"
            time.sleep(0.05)

    def stop(self) -> None:
        """Kill it: every allocation is forgotten."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
