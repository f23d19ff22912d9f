"""The size of the call page's own scripts and styles before a driver is loaded, compressed by gzip."""

import gzip
import json
import sys

from benchmarks.support.report import Report
from visavis.web.assets import DIST

MOST_KB = 70


def main() -> None:
    """Weigh, print, and exit with the verdict."""
    report = Report("room_bundle")
    try:
        manifest = json.loads((DIST / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        sys.exit("The front end is not built: make setup")
    files: set[str] = set()
    for entry in ("src/room/main.tsx", "src/widgets/main.ts", "../src/visavis/web/styles/main.css"):
        files |= _with_imports(manifest, entry)
    weights = {name: len(gzip.compress((DIST / name).read_bytes(), 9)) / 1000 for name in files}
    for name, weight in sorted(weights.items(), key=lambda one: -one[1]):
        report.figure(name.removeprefix("assets/"), weight, "kB")
    report.finish(sum(weights.values()), "kB", at_most=MOST_KB)


def _with_imports(manifest: dict[str, dict[str, object]], entry: str) -> set[str]:
    """The files of an entry that load with it; what is imported later, when needed, is not among them."""
    chunk = manifest[entry]
    files = {str(chunk["file"])}
    styles, imports = chunk.get("css", []), chunk.get("imports", [])
    if isinstance(styles, list):
        files |= {str(style) for style in styles}
    if isinstance(imports, list):
        for name in imports:
            files |= _with_imports(manifest, str(name))
    return files


if __name__ == "__main__":
    main()
