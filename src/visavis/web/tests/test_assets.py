"""Which files a page loads, and what is said when there are none."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from pytest_django import Settings

from visavis.web.assets import FrontEndNotBuilt, built


def rendered(tag: str) -> str:
    context = Context({"request": SimpleNamespace(csp_nonce="n0nce")})
    return Template("{% load components %}" + tag).render(context)


@pytest.mark.usefixtures("front_end")
def test_the_style_sheet_is_linked_under_its_hashed_name() -> None:
    html = rendered('{% asset "styles" %}')
    assert html == '<link rel="stylesheet" href="/static/dist/assets/styles-B1.css">'


@pytest.mark.usefixtures("front_end")
def test_a_script_comes_with_its_styles_imports_and_nonce_each_once() -> None:
    html = rendered('{% asset "room" %}')
    assert html.startswith('<link rel="stylesheet" href="/static/dist/assets/room-B1.css">')
    assert html.count("http-B1.js") == html.count("preact-B1.js") == 1
    assert html.endswith('<script type="module" src="/static/dist/assets/room-B1.js" nonce="n0nce"></script>')


def test_a_missing_build_says_what_to_run(tmp_path: Path, settings: Settings) -> None:
    settings.FRONT_END_DIST = tmp_path / "nowhere"
    with pytest.raises(FrontEndNotBuilt, match="npm run build"):
        built("styles")


def test_an_entry_that_the_build_lacks_is_named(front_end: Path) -> None:
    with pytest.raises(FrontEndNotBuilt, match="nothing-such"):
        built("nothing-such")


def test_the_last_page_does_without_a_build(tmp_path: Path, settings: Settings) -> None:
    settings.FRONT_END_DIST = tmp_path / "nowhere"
    assert rendered('{% asset "styles" optional=True %}') == ""


def test_a_fresh_build_shows_at_once_while_developing(front_end: Path, settings: Settings) -> None:
    settings.DEBUG = True
    assert built("styles").file == "assets/styles-B1.css"
    manifest = front_end / "manifest.json"
    chunks = json.loads(manifest.read_text("utf-8"))
    chunks["../src/visavis/web/styles/main.css"]["file"] = "assets/styles-C2.css"
    manifest.write_text(json.dumps(chunks), "utf-8")
    assert built("styles").file == "assets/styles-C2.css"
