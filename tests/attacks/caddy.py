"""Caddy before a running practice, with the lines that `docs/operating.md` gives to operators."""

import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPResponse, HTTPSConnection
from pathlib import Path

import pytest

from tests.attacks.conftest import Target

GUIDE = Path(__file__).parents[2] / "docs" / "operating.md"
OWN_OPTIONS = "\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n"
"""What a test adds to the guide's lines: nothing outside of its folder is touched, and no port 80."""
START_WITHIN_S = 30.0


@dataclass(frozen=True)
class Caddy:
    """A practice as its clients reach it, over HTTPS."""

    port: int
    practice: Target
    trust: ssl.SSLContext = field(repr=False)

    @property
    def base_url(self) -> str:
        """The address of its pages."""
        return self.practice.environ["VISAVIS_BASE_URL"]

    def connect(self, source: str = "127.0.0.1", *, timeout: float = 30) -> socket.socket:
        """A connection of its own, from `source`."""
        plain = socket.create_connection(
            ("127.0.0.1", self.port), timeout=timeout, source_address=(source, 0)
        )
        return self.trust.wrap_socket(plain, server_hostname="localhost")

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: dict[str, str] | None = None,
        *,
        source: str = "127.0.0.1",
    ) -> tuple[HTTPResponse, str]:
        """One answer and its text, on a connection of its own from `source`."""
        asking = HTTPSConnection("localhost", self.port)
        asking.sock = self.connect(source)
        try:
            asking.request(method, path, body, headers or {})
            answer = asking.getresponse()
            return answer, answer.read().decode()
        finally:
            asking.close()

    def seconds_to_page(self) -> float:
        """How long one waits for the practice's page."""
        started = time.monotonic()
        answer, _page = self.ask("GET", "/")
        assert answer.status == 200
        return time.monotonic() - started


@contextmanager
def caddy_before(practice: Target, port: int) -> Iterator[Caddy]:
    """Serve `practice` at `https://localhost:<port>`."""
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("Caddy is missing: run tools/system.sh")
    folder = Path(tempfile.mkdtemp(prefix="visavis-caddy-"))
    (folder / "Caddyfile").write_text(documented_caddyfile(practice, port))
    command = [program, "run", "--config", "Caddyfile", "--adapter", "caddyfile"]
    environ = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    with (folder / "log").open("w") as log:
        running = subprocess.Popen(command, cwd=folder, env=environ, stderr=log)
    try:
        yield Caddy(port, practice, _trust(folder, running, port))
    finally:
        running.terminate()
        running.wait(timeout=20)
        shutil.rmtree(folder)


def documented_caddyfile(practice: Target, port: int) -> str:
    """The guide's own lines, for this machine's name and ports and with a certificate of Caddy's own."""
    found = re.search(r"in Caddy:\n\n```\n\{\n(.*?)```\n", GUIDE.read_text(), re.DOTALL)
    assert found, "the guide shows no lines for Caddy"
    lines = "{\n" + OWN_OPTIONS + found[1]
    return (
        lines.replace("127.0.0.1:8000", f"127.0.0.1:{practice.port}")
        .replace("127.0.0.1:8001", f"127.0.0.1:{practice.live_port}")
        .replace("consult.example {", f"https://localhost:{port} {{\n\ttls internal")
    )


def _trust(folder: Path, running: subprocess.Popen[bytes], port: int) -> ssl.SSLContext:
    """Trust in Caddy's own authority, once it serves."""
    authority = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline:
        assert running.poll() is None, (folder / "log").read_text()
        try:
            trust = ssl.create_default_context(cafile=str(authority))
            with (
                socket.create_connection(("127.0.0.1", port), timeout=5) as plain,
                trust.wrap_socket(plain, server_hostname="localhost"),
            ):
                return trust
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"Caddy does not serve: {(folder / 'log').read_text()}")
