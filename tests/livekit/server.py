"""LiveKit's own server on loopback, which can be killed and started again."""

import json
import socket
import subprocess
import time
from pathlib import Path
from typing import Any, Self

import pytest

from tests.ports import free_port

PROGRAM = Path(__file__).parents[2] / "var" / "cache" / "livekit" / "livekit-server"
"""Made by `tools/livekit.sh`."""
KEY, SECRET = "practice", "a-secret-shared-by-practice-and-livekit"
PATIENCE_S = 30


class LiveKitServer:
    """One node. Its configuration leaves out what loopback cannot have.

    `further` is added to the configuration, or takes the place of what is in it.
    """

    def __init__(self, folder: Path, *, webhook: str = "", **further: Any) -> None:
        if not PROGRAM.exists():
            pytest.skip("LiveKit's server is missing: run tools/livekit.sh, which needs Go 1.26 or a network")
        self.port, self.tcp_port, self.udp_port = free_port(), free_port(), free_udp_port()
        self.url, self.api_url = f"ws://127.0.0.1:{self.port}", f"http://127.0.0.1:{self.port}"
        self._configuration = folder / f"livekit-{self.port}.yaml"
        self._log = folder / f"livekit-{self.port}.log"
        # JSON is YAML, too.
        self._configuration.write_text(json.dumps(self._settings(webhook) | further))
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                [PROGRAM, "--config", self._configuration], stdout=log, stderr=log
            )
        deadline = time.monotonic() + PATIENCE_S
        while not self._answers():
            assert self._running.poll() is None, self._log.read_text()[-2000:]
            assert time.monotonic() < deadline, "LiveKit's server does not answer"
            time.sleep(0.05)

    def holds(self, room: str) -> bool:
        """Whether this node carries the people of that room, which its log tells."""
        lines = self._log.read_text().splitlines()
        return any(room in line for line in lines if "starting RTC session" in line)

    def stop(self) -> None:
        """Kill it: its rooms are forgotten, and nobody in them is told."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _settings(self, webhook: str) -> dict[str, Any]:
        return {
            "port": self.port,
            "bind_addresses": ["127.0.0.1"],
            "rtc": {
                "node_ip": "127.0.0.1",
                "use_external_ip": False,
                "enable_loopback_candidate": True,
                "udp_port": self.udp_port,
                "tcp_port": self.tcp_port,
                # Otherwise browsers are told Google's.
                "stun_servers": ["127.0.0.1:3478"],
            },
            "room": {"auto_create": False, "empty_timeout": 300, "departure_timeout": 300},
            "keys": {KEY: SECRET},
            "webhook": {"api_key": KEY, "urls": [webhook] if webhook else []},
            "logging": {"level": "info"},
        }

    def _answers(self) -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self.port)) == 0


def free_udp_port() -> int:
    """One that nobody receives on at this moment."""
    with socket.socket(type=socket.SOCK_DGRAM) as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])
