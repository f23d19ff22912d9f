"""Credentials for a TURN server that live for minutes, as coturn's `use-auth-secret` checks them. Pure.

The server shares a secret with us and nothing else: a username says until when it is good, and the password
proves that we said so.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Relay:
    """Where a practice's TURN server is reached, and the secret that it shares with us."""

    urls: tuple[str, ...]
    secret: str = field(repr=False)

    def ice_server(self, *, until: datetime) -> dict[str, Any]:
        """What a browser needs to use it until a moment in UTC, in the form that browsers take."""
        username, credential = credentials(self.secret, until=until, name=secrets.token_hex(8))
        return {"urls": list(self.urls), "username": username, "credential": credential}


def credentials(secret: str, *, until: datetime, name: str) -> tuple[str, str]:
    """A username and its password, good until then. `name` keeps two of them apart and says nothing else."""
    username = f"{int(until.timestamp())}:{name}"
    # coturn knows no other digest for this, and an HMAC does not lean on what is broken in SHA-1.
    digest = hmac.digest(secret.encode(), username.encode(), hashlib.sha1)
    return username, base64.b64encode(digest).decode()
