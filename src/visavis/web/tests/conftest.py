"""A front end that looks built, so that pages can be drawn without building it."""

import json
from pathlib import Path

import pytest
from pytest_django import Settings

MANIFEST = {
    "../src/visavis/web/styles/main.css": {
        "file": "assets/styles-B1.css",
        "name": "styles",
        "src": "../src/visavis/web/styles/main.css",
        "isEntry": True,
    },
    "src/widgets/main.ts": {
        "file": "assets/widgets-B1.js",
        "name": "widgets",
        "src": "src/widgets/main.ts",
        "isEntry": True,
        "imports": ["_http-B1.js"],
    },
    "src/room/main.tsx": {
        "file": "assets/room-B1.js",
        "name": "room",
        "src": "src/room/main.tsx",
        "isEntry": True,
        "css": ["assets/room-B1.css"],
        "imports": ["_preact-B1.js", "_http-B1.js"],
    },
    "_preact-B1.js": {"file": "assets/preact-B1.js", "imports": ["_http-B1.js"]},
    "_http-B1.js": {"file": "assets/http-B1.js"},
}


@pytest.fixture
def front_end(tmp_path: Path, settings: Settings) -> Path:
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST), "utf-8")
    settings.FRONT_END_DIST = tmp_path
    return tmp_path
