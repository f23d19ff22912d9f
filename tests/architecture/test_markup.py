"""Templates and styles that a stranger can read: short lines, one block a line, colours in one place."""

import re

import pytest

from tests.architecture.tree import PACKAGE, STYLES, TEMPLATES, short

WIDEST = 120
BLOCKS = (
    "address article aside blockquote body dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol p section summary table tbody td tfoot "
    "th thead tr ul"
)
OPENS_A_BLOCK = re.compile(rf"<(?:{BLOCKS.replace(' ', '|')})\b")
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(", re.IGNORECASE)
_LITERAL = r"(?:\"[^\"]*\"|'[^']*')"
_COMPARISON = r"\s*(?:[=!]=|\b(?:not\s+)?in\b)\s*"
COMPARES = re.compile(
    rf"{_LITERAL}{_COMPARISON}|{_COMPARISON}{_LITERAL}|\.state\b{_COMPARISON}|{_COMPARISON}[\w.]+\.state\b"
)
TEXTS = sorted(PACKAGE.rglob("templates/**/*.txt"))


def too_wide(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if len(line) > WIDEST]


def crowded(text: str) -> list[int]:
    """Numbers of the lines that open two blocks."""
    lines = enumerate(text.splitlines(), 1)
    return [number for number, line in lines if len(OPENS_A_BLOCK.findall(line)) > 1]


def broken(text: str) -> list[int]:
    """Numbers of the lines that open a variable or a tag and do not close it."""
    lines = enumerate(text.splitlines(), 1)
    return [number for number, line in lines if re.search(r"{{(?!.*}})|{%(?!.*%})", line)]


def colours(css: str) -> list[str]:
    return COLOUR.findall(re.sub(r"/\*.*?\*/|url\(.*?\)", "", css, flags=re.DOTALL))


def compared(template: str) -> list[str]:
    """Conditions that compare with a literal string, or a state with anything."""
    tags = re.findall(r"{%\s*(?:if|elif)\b(.*?)%}", template, flags=re.DOTALL)
    return [tag.strip() for tag in tags if COMPARES.search(tag)]


def test_no_line_of_a_template_or_style_is_too_wide() -> None:
    assert TEMPLATES
    assert STYLES
    found = {short(path): too_wide(path.read_text("utf-8")) for path in (*TEMPLATES, *TEXTS, *STYLES)}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_no_line_of_a_template_opens_two_blocks() -> None:
    found = {short(path): crowded(path.read_text("utf-8")) for path in TEMPLATES}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_no_variable_of_a_template_runs_over_the_end_of_its_line() -> None:
    # Django takes it for text, and people read the braces.
    found = {short(path): broken(path.read_text("utf-8")) for path in (*TEMPLATES, *TEXTS)}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_colours_stand_in_the_tokens_alone() -> None:
    found = {short(path): colours(path.read_text("utf-8")) for path in STYLES if path.name != "tokens.css"}
    assert {path: values for path, values in found.items() if values} == {}


def test_no_template_compares_states_or_other_words() -> None:
    # A view-model says what it means, in booleans and words; a typo in a string would only be false.
    found = {short(path): compared(path.read_text("utf-8")) for path in (*TEMPLATES, *TEXTS)}
    assert {path: tags for path, tags in found.items() if tags} == {}


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('{% if face == "ahead" %}', ['face == "ahead"']),
        ("{% if a %}{% elif b.state != c %}", ["b.state != c"]),
        ("{% if 'move' not in can %}", ["'move' not in can"]),
        ('{% if it.state in "scheduled confirmed" %}', ['it.state in "scheduled confirmed"']),
        ("{% if one == day or not_in_use %}", []),
        ("{% if one.state_label %}{% with kind='x' %}", []),
        ('{% for one in rows %}{% translate "not in use" %}', []),
    ],
)
def test_the_search_finds_comparisons_and_nothing_else(template: str, found: list[str]) -> None:
    assert compared(template) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("<ul><li>", [1]),
        ('<section class="card"><h1>', [1]),
        ("<p><a href='/'>", []),
        ("<thead>\n<tr>", []),
        ("<label><input></label>", []),
    ],
)
def test_the_search_finds_crowded_lines_and_nothing_else(line: str, found: list[int]) -> None:
    assert crowded(line) == found


@pytest.mark.parametrize(
    ("css", "found"),
    [
        ("a { color: #fff8 }", ["#fff8"]),
        ("a { color: RGB(0 0 0 / 5%) }", ["RGB("]),
        ("a { color: var(--ink) }", []),
        ("#content { order: 1 }", []),
        ("/* as #000 */ a { mask: url(#abc) }", []),
    ],
)
def test_the_search_finds_colours_and_nothing_else(css: str, found: list[str]) -> None:
    assert colours(css) == found
