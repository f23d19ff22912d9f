"""Every test asserts something: a test that only must not raise does not say what it expects."""

import ast
from collections.abc import Iterator

from tests.architecture.tree import PYTHON, Function, is_test, parsed, short

ASSERTING_CALLS = ("assert", "expect", "fail", "raises", "wait_for")
"""How calls begin that fail a test by themselves: those of pytest and Playwright, and our own `assert_…`."""


class Module:
    """The functions of a module (`Class.method` for methods), and the origins of its imported names."""

    def __init__(self, tree: ast.Module) -> None:
        self.functions = dict(_functions(tree))
        self.imported = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }


def test_every_test_asserts_something() -> None:
    modules = {_dotted(short(path)): Module(parsed(path)) for path in PYTHON if is_test(path)}
    asserting = _asserting(modules)
    silent = [
        f"{module}.{name}"
        for module, content in modules.items()
        for name in content.functions
        if name.rpartition(".")[2].startswith("test_") and f"{module}.{name}" not in asserting
    ]
    assert silent == []


def test_a_test_without_an_assertion_is_found() -> None:
    text = "def test_a(): helper()\ndef helper(): book()\ndef test_b(): check(1)\ndef check(n): assert n"
    found = _asserting({"m": Module(ast.parse(text))})
    assert found == {"m.test_b", "m.check"}


def _asserting(modules: dict[str, Module]) -> set[str]:
    """The functions that assert, by themselves or through a helper of the tests."""
    found: set[str] = set()
    while True:
        methods = {name.rpartition(".")[2] for name in found if name.rpartition(".")[0] not in modules}
        more = {
            f"{module}.{name}"
            for module, content in modules.items()
            for name, function in content.functions.items()
            if _asserts(module, content, function, found, methods)
        }
        if more == found:
            return found
        found = more


def _asserts(module: str, content: Module, function: Function, found: set[str], methods: set[str]) -> bool:
    arguments = {argument.arg for argument in function.args.args}
    # A contract's check, or pytest-django's count of queries, comes as an argument.
    if any(name.startswith(("django_assert", "check")) for name in arguments):
        return True
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute):
            name = node.func.attr
            if name.startswith(ASSERTING_CALLS) or name in methods:
                return True
        if isinstance(node.func, ast.Name):
            name = node.func.id
            if name.startswith(ASSERTING_CALLS) or content.imported.get(name, f"{module}.{name}") in found:
                return True
    return False


def _functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    for node in tree.body:
        if isinstance(node, Function):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, Function):
                    yield f"{node.name}.{inner.name}", inner


def _dotted(path: str) -> str:
    return path.removeprefix("src/").removesuffix(".py").replace("/", ".")
