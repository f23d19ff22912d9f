"""The LiveKit server or cluster, as the operator configured it."""

import hashlib
import hmac
import re
from dataclasses import dataclass, field, replace
from typing import Any

from visavis.config.env_reader import EnvReader

CARRIERS = ("p2p", "livekit")
EXAMPLE = "wss://consult.example"
SHORTEST_SECRET = 32
"""LiveKit's own servers do not start with a shorter one."""
_PORT_AND_PATH = r"(\[[0-9a-f:]+\]|[\w.-]+)(:\d{1,5})?/?"
URL, API_URL = re.compile(f"wss?://{_PORT_AND_PATH}"), re.compile(f"https?://{_PORT_AND_PATH}")
LOCAL = re.compile(r"ws://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?/?")


@dataclass(frozen=True, slots=True)
class LiveKitSettings:
    """Where browsers find it (`urls`), where we do (`api_urls`), and the key that we share with it."""

    urls: tuple[str, ...] = ()
    api_urls: tuple[str, ...] = ()
    key: str = ""
    secret: str = field(default="", repr=False)
    gated: bool = False
    encryption_secret: str = field(default="", repr=False)
    carries_calls: bool = False
    """New calls take it unless the practice or the service chose otherwise."""

    @property
    def configured(self) -> bool:
        """Whether calls can run through it."""
        return bool(self.urls)

    @property
    def options(self) -> dict[str, Any]:
        """The same as options of the provider."""
        return {
            "urls": self.urls,
            "api_urls": self.api_urls,
            "key": self.key,
            "secret": self.secret,
            "gated": self.gated,
            "encryption_secret": self.encryption_secret,
        }


def read_livekit(reader: EnvReader, *, secret_key: str) -> LiveKitSettings:
    """Read and check it; problems are added to the reader."""
    found = _read(reader, secret_key)
    chosen = reader.choice("VISAVIS_CALLS", CARRIERS, CARRIERS[0])
    if chosen == "livekit" and not found.configured:
        reader.problem("VISAVIS_LIVEKIT_URL", "is needed with VISAVIS_CALLS=livekit", EXAMPLE)
    return replace(found, carries_calls=chosen == "livekit")


def _read(reader: EnvReader, secret_key: str) -> LiveKitSettings:
    urls = _urls(reader, "VISAVIS_LIVEKIT_URL", URL, EXAMPLE)
    api_urls = _urls(reader, "VISAVIS_LIVEKIT_API_URL", API_URL, "http://127.0.0.1:7880")
    key, secret = reader.text("VISAVIS_LIVEKIT_KEY"), reader.secret("VISAVIS_LIVEKIT_SECRET")
    gated, encrypted = reader.flag("VISAVIS_LIVEKIT_GATE"), reader.flag("VISAVIS_LIVEKIT_END_TO_END")
    if not urls:
        for name, given in (("VISAVIS_LIVEKIT_KEY", key), ("VISAVIS_LIVEKIT_SECRET", secret)):
            if given:
                reader.problem("VISAVIS_LIVEKIT_URL", f"is needed with {name}", EXAMPLE)
        return LiveKitSettings()
    if any(url.startswith("ws:") and not LOCAL.fullmatch(url) for url in urls):
        wrong = "must begin with wss: browsers let no page of ours open an unencrypted connection"
        reader.problem("VISAVIS_LIVEKIT_URL", wrong, EXAMPLE)
    if not key:
        wrong = "is needed with VISAVIS_LIVEKIT_URL: the name of the key in LiveKit's `keys`"
        reader.problem("VISAVIS_LIVEKIT_KEY", wrong, "practice")
    if len(secret) < SHORTEST_SECRET:
        wrong = f"must be at least {SHORTEST_SECRET} characters long, the same as in LiveKit's `keys`"
        reader.problem("VISAVIS_LIVEKIT_SECRET", wrong, "the output of `openssl rand -hex 32`")
    return LiveKitSettings(
        urls, api_urls, key, secret, gated, _encryption_secret(secret_key) if encrypted else ""
    )


def _encryption_secret(secret_key: str) -> str:
    """What calls' keys are drawn from. LiveKit knows its own secret, so it must not be that one."""
    return hmac.digest(secret_key.encode(), b"keys of calls at LiveKit", hashlib.sha256).hex()


def _urls(reader: EnvReader, name: str, pattern: re.Pattern[str], example: str) -> tuple[str, ...]:
    urls = reader.items(name)
    if not all(pattern.fullmatch(url) for url in urls):
        reader.problem(name, "must list addresses of LiveKit, without a path", example)
    return tuple(url.rstrip("/") for url in urls)
