"""Which zone database this process reads: its version and a digest of what it says."""

import hashlib
import zoneinfo
from collections.abc import Iterator
from functools import cache
from importlib import metadata, resources
from pathlib import Path


@cache
def zone_database_version() -> str:
    """The version of the zone database, with a digest of all its zones.

    Read once: this process keeps the rules that it has read, so another database counts after a restart.
    """
    digest = hashlib.sha256()
    for name in sorted(zoneinfo.available_timezones()):
        digest.update(name.encode())
        digest.update(_rules_of(name))
    return f"{metadata.version('tzdata')} {digest.hexdigest()[:16]}"


def _rules_of(name: str) -> bytes:
    """The file that `ZoneInfo` reads for a zone: of the first folder that has it, or else of the package."""
    for path in _files(name):
        if path.is_file():
            return path.read_bytes()
    return resources.files("tzdata.zoneinfo").joinpath(*name.split("/")).read_bytes()


def _files(name: str) -> Iterator[Path]:
    return (Path(folder, name) for folder in zoneinfo.TZPATH)
