"""The configuration we print and the question we ask, against Debian's own coturn."""

import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.ports import free_port
from visavis.video.p2p.coturn import coturn_configuration
from visavis.video.p2p.probe import Connection, Refused, find_problem
from visavis.video.p2p.turn import Relay

pytestmark = pytest.mark.processes

SECRET = "a-secret-shared-with-coturn"
CREATE_PERMISSION, PEER = 0x0008, 0x0012


@pytest.fixture(scope="module")
def coturn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """coturn on loopback, with what we print and nothing taken out of it; gives its port."""
    program = shutil.which("turnserver")
    if program is None:
        pytest.skip("coturn is missing: apt-get install coturn")
    folder, port = tmp_path_factory.mktemp("coturn"), free_port()
    written = folder / "turnserver.conf"
    further = (
        "listening-ip=127.0.0.1",
        "relay-ip=127.0.0.1",
        f"userdb={folder / 'db'}",
        f"pidfile={folder / 'pid'}",
    )
    ours = coturn_configuration(Relay((f"turn:127.0.0.1:{port}",), SECRET))
    written.write_text(ours + "\n".join(further))
    silent = subprocess.DEVNULL
    running = subprocess.Popen([program, "-c", str(written)], stdout=silent, stderr=silent)
    _until_it_listens(port, running)
    yield port
    running.kill()
    running.wait()


def _until_it_listens(port: int, running: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert running.poll() is None, "coturn does not take our configuration"
        time.sleep(0.05)
    pytest.fail("coturn did not listen within ten seconds")


def asked(url: str, secret: str = SECRET) -> str | None:
    return find_problem(url, secret, now=datetime.now(UTC))


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_our_secret_and_its_configuration_fit_together(coturn: int, transport: str) -> None:
    assert asked(f"turn:127.0.0.1:{coturn}?transport={transport}") is None


def test_another_secret_is_found(coturn: int) -> None:
    said = asked(f"turn:127.0.0.1:{coturn}", "another-secret-than-coturn-has")
    assert said is not None
    assert "refuses our secret" in said


def test_old_credentials_are_refused(coturn: int) -> None:
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    assert find_problem(f"turn:127.0.0.1:{coturn}", SECRET, now=long_ago) is not None


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_silence_is_found(transport: str) -> None:
    said = asked(f"turn:127.0.0.1:{free_port()}?transport={transport}")
    assert said is not None
    assert "does not answer" in said


@pytest.mark.parametrize("private", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "192.168.1.1"])
def test_the_relay_leads_nobody_into_a_private_network(coturn: int, private: str) -> None:
    address = struct.unpack("!I", socket.inet_aton(private))[0] ^ 0x2112A442
    peer = struct.pack("!xBHI", 1, 4000 ^ 0x2112, address)
    with Connection(f"turn:127.0.0.1:{coturn}", SECRET, now=datetime.now(UTC)) as relay:
        relay.allocate()
        with pytest.raises(Refused) as refused:
            relay.ask(CREATE_PERMISSION, {PEER: peer})
    assert refused.value.code == 403


def test_encrypted_addresses_bring_their_port_and_certificate(tmp_path: Path) -> None:
    urls = ("turn:turn.example", "turns:turn.example:443?transport=tcp")
    lines = coturn_configuration(Relay(urls, SECRET)).splitlines()
    assert {"realm=turn.example", "listening-port=3478", "tls-listening-port=443"} <= set(lines)
    assert "no-tls" not in lines
    assert f"static-auth-secret={SECRET}" in lines
