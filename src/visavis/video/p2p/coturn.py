"""The configuration of a coturn that belongs to a practice. Pure: text from what the operator decided."""

import re

from visavis.video.p2p.turn import Relay

_PARTS = re.compile(r"(turns?):([\w.-]+?)(?::(\d+))?(?:\?transport=(udp|tcp))?")

# A relay is inside of the practice's network: without this, credentials would open that network.
_DENIED = (
    "0.0.0.0-0.255.255.255",
    "10.0.0.0-10.255.255.255",
    "100.64.0.0-100.127.255.255",
    "127.0.0.0-127.255.255.255",
    "169.254.0.0-169.254.255.255",
    "172.16.0.0-172.31.255.255",
    "192.0.0.0-192.0.0.255",
    "192.168.0.0-192.168.255.255",
    "198.18.0.0-198.19.255.255",
    "240.0.0.0-255.255.255.255",
    "::1",
    "64:ff9b::-64:ff9b::ffff:ffff",
    "fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "fe80::-febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
)


def coturn_configuration(relay: Relay) -> str:
    """The text of `/etc/turnserver.conf` for the addresses and the secret in `relay`. Holds the secret."""
    parts = [match.groups() for url in relay.urls if (match := _PARTS.fullmatch(url))]
    host = parts[0][1]
    plain = next((port for scheme, _, port, _ in parts if scheme == "turn"), None) or "3478"
    lines = [
        "# coturn for this practice, printed by `visavis doctor --turn`.",
        f"realm={host}",
        f"listening-port={plain}",
        *_encrypted(parts, host),
        "# Behind address translation: the outer address, then the machine's own.",
        "# external-ip=203.0.113.7/192.168.1.7",
        "min-port=49160",
        "max-port=49999",
        "fingerprint",
        "use-auth-secret",
        f"static-auth-secret={relay.secret}",
        "stale-nonce=600",
        "user-quota=12",
        "no-cli",
        "no-multicast-peers",
        "no-software-attribute",
        "# Nobody reaches our own network through the relay.",
        *(f"denied-peer-ip={stretch}" for stretch in _DENIED),
        "# Addresses of people are nobody's business afterwards.",
        "log-file=stdout",
        "simple-log",
    ]
    return "\n".join(lines) + "\n"


def _encrypted(parts: list[tuple[str, ...]], host: str) -> list[str]:
    port = next((port or "5349" for scheme, _, port, _ in parts if scheme == "turns"), None)
    if port is None:
        return ["no-tls", "no-dtls"]
    return [
        f"tls-listening-port={port}",
        f"cert=/etc/letsencrypt/live/{host}/fullchain.pem",
        f"pkey=/etc/letsencrypt/live/{host}/privkey.pem",
        "no-tlsv1",
        "no-tlsv1_1",
    ]
