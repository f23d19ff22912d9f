"""What every file must say, and what none may be called."""

import ast
import re

from tests.architecture.tree import (
    PACKAGE,
    PYTHON,
    TEMPLATES,
    TYPESCRIPT,
    Function,
    functions,
    is_test,
    parsed,
    short,
)

DRAWERS = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "common", "misc"}
NAMED = re.compile(r"# (?:noqa: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[\w, -]+\])([^\"]*)")
UNNAMED = re.compile(r"# (?:noqa(?!:)|type: ignore(?!\[))[^(]")


def test_no_module_is_a_drawer() -> None:
    assert [short(path) for path in PYTHON + TYPESCRIPT if path.stem in DRAWERS] == []
    assert [short(path) for path in PACKAGE.rglob("*") if path.is_dir() and path.name in DRAWERS] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        short(path)
        for path in PYTHON
        if path.read_text(encoding="utf-8").strip()
        and not is_test(path)
        and not ast.get_docstring(parsed(path))
    ]
    assert silent == []


def test_every_public_function_and_class_says_what_it_does() -> None:
    silent = [
        f"{short(path)}:{node.name}"
        for path in PYTHON
        if not is_test(path) and path.is_relative_to(PACKAGE)
        for node in parsed(path).body
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node)
    ]
    assert silent == []


def test_a_test_is_described_by_its_name_alone() -> None:
    talkative = [
        f"{short(path)}:{node.name}"
        for path in PYTHON
        if is_test(path)
        for node in functions(path)
        if node.name.startswith("test_") and ast.get_docstring(node)
    ]
    assert talkative == []


def test_every_exception_to_a_check_has_a_code_and_a_reason() -> None:
    bare = [
        f"{short(path)}:{number}"
        for path in PYTHON
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if UNNAMED.search(line) or any(not found[1].strip(" #") for found in NAMED.finditer(line))
    ]
    assert bare == []


def test_templates_hold_no_inline_styles_handlers_or_scripts() -> None:
    # The content security policy would block them in silence.
    inline = re.compile(r"<[^>]*\s(?:style|on[a-z]+)\s*=|<(?:script|style)(?![^>]*(?:nonce|src)=)[^>]*>")
    assert TEMPLATES
    found: dict[str, str] = {}
    # A mail stands under no policy, and mail programs read only what it carries itself.
    for path in (path for path in TEMPLATES if path.name != "email.html"):
        # What template tags put inside quotes is not ours to read here.
        text = re.sub(r"{[%{#].*?[%}#]}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        found |= {short(path): match[0] for match in inline.finditer(text)}
    assert found == {}
