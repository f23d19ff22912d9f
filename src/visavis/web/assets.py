"""The built front end: which files belong to an entry, read from the manifest of the build."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

DIST = Path(__file__).parent / "static" / "dist"


class FrontEndNotBuilt(RuntimeError):
    """The front end is not built."""


@dataclass(frozen=True, slots=True)
class Asset:
    """What a page loads for one entry; paths are relative to the build's folder."""

    file: str
    styles: tuple[str, ...]
    imports: tuple[str, ...]


def built(entry: str) -> Asset:
    """The files of an entry, as vite.config.ts names it. Raises `FrontEndNotBuilt` with what to run."""
    manifest = Path(getattr(settings, "FRONT_END_DIST", DIST)) / "manifest.json"
    try:
        changed = manifest.stat().st_mtime_ns if settings.DEBUG else 0
        return _read(manifest, changed)[entry]
    except FileNotFoundError as error:
        raise FrontEndNotBuilt(
            f"The front end is not built: {manifest} is missing. Run: cd frontend && npm ci && npm run build"
        ) from error
    except KeyError as error:
        raise FrontEndNotBuilt(
            f"The front end was built without “{entry}”. Run again: cd frontend && npm run build"
        ) from error


@lru_cache(maxsize=4)
def _read(manifest: Path, _changed: int) -> dict[str, Asset]:
    """The manifest by our names; `_changed` makes a fresh build show while developing."""
    chunks: dict[str, dict[str, Any]] = json.loads(manifest.read_text("utf-8"))
    return {str(chunk["name"]): _asset(chunk, chunks) for chunk in chunks.values() if chunk.get("isEntry")}


def _asset(chunk: dict[str, Any], chunks: dict[str, dict[str, Any]]) -> Asset:
    """An entry with everything it imports at once, in the order found, each file named once."""
    styles: dict[str, None] = dict.fromkeys(chunk.get("css", ()))
    imports: dict[str, None] = {}
    waiting = list(chunk.get("imports", ()))
    while waiting:
        imported = chunks[waiting.pop(0)]
        if imported["file"] not in imports:
            imports[imported["file"]] = None
            styles.update(dict.fromkeys(imported.get("css", ())))
            waiting += imported.get("imports", ())
    return Asset(chunk["file"], tuple(styles), tuple(imports))
