"""The keys of a deployment: given by the operator, or made once and kept beside our own database."""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from visavis.config.env_reader import EnvReader


def secret_keys(reader: EnvReader, var: Path, *, embedded: bool) -> tuple[str, ...]:
    """The keys that sign sessions: the one in use first, then those still accepted."""
    name, example = "VISAVIS_SECRET_KEY", "the output of `openssl rand -base64 48`"
    return _keys(reader, name, example, var / "secret_key" if embedded else None, least=50)


def data_keys(reader: EnvReader, var: Path, *, embedded: bool) -> tuple[str, ...]:
    """The keys that encrypt notes and summaries: the one in use first, then those that still decrypt."""
    name, example = "VISAVIS_DATA_KEY", "the output of `openssl rand -base64 33`"
    return _keys(reader, name, example, var / "data_key" if embedded else None, least=32)


def _keys(reader: EnvReader, name: str, example: str, kept: Path | None, *, least: int) -> tuple[str, ...]:
    key = reader.secret(name)
    if not key and kept:
        try:
            key = _kept_key(kept)
        except OSError as error:
            reader.problem("VISAVIS_VAR", f"names a folder we cannot write to ({error})", "/srv/visavis")
    elif not key:
        reader.problem(name, "is needed with a database of your own", example)
    elif len(key) < least:
        reader.problem(name, f"must be at least {least} characters long", example)
    old = reader.secret(name + "_OLD").replace(",", " ").split()
    return (key, *old)


def _kept_key(file: Path) -> str:
    """Read the key, or make it. Two processes that start together agree on one."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        mine = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
            made.write(secrets.token_urlsafe(64) + "\n")
        try:
            # A link, unlike a rename, leaves the one who came first in place.
            file.hardlink_to(mine)
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    return file.read_text().strip()


def link_keys(reader: EnvReader, signing: tuple[str, ...]) -> tuple[str, ...]:
    """Derived from the secret keys unless given, and from each of them, so that links outlive a rotation."""
    name = "VISAVIS_LINK_KEY"
    given = reader.secret(name).replace(",", " ").split()
    if any(len(key) < 32 for key in given):
        reader.problem(name, "must be at least 32 characters long", "the output of `openssl rand -base64 33`")
    if given:
        return tuple(given)
    digests = (hmac.digest(key.encode(), b"visavis personal link", hashlib.sha256) for key in signing)
    return tuple(base64.urlsafe_b64encode(digest).decode() for digest in digests)
