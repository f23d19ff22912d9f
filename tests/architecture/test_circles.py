"""No module of the package imports itself by way of others, not even inside a function or for types only."""

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.architecture.tree import PACKAGE, PYTHON, is_test, parsed

Graph = Mapping[str, set[str]]


def test_no_modules_import_each_other() -> None:
    modules = {
        _name(path): parsed(path) for path in PYTHON if path.is_relative_to(PACKAGE) and not is_test(path)
    }
    assert len(modules) > 100, "the package is not where this test looks"
    assert circles(_graph(modules)) == []


def test_a_circle_is_found_wherever_the_import_stands() -> None:
    sources = {
        "visavis.a": "from visavis.b import c",
        "visavis.b": "",
        "visavis.b.c": "def late():\n    import visavis.d",
        "visavis.d": "if TYPE_CHECKING:\n    from visavis import a",
        "visavis.e": "from visavis.a import name",
    }
    graph = _graph({name: ast.parse(source) for name, source in sources.items()})
    assert circles(graph) == [["visavis.a", "visavis.b.c", "visavis.d"]]


def circles(graph: Graph) -> list[list[str]]:
    """The strongly connected components of more than one module, by Tarjan's algorithm."""
    index: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = lowest[name] = len(index)
        stack.append(name)
        for target in sorted(graph[name]):
            if target not in index:
                visit(target)
                lowest[name] = min(lowest[name], lowest[target])
            elif target in stack:
                lowest[name] = min(lowest[name], index[target])
        if lowest[name] == index[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(group) > 1:
                found.append(sorted(group))

    for name in sorted(graph):
        if name not in index:
            visit(name)
    return found


def _graph(modules: Mapping[str, ast.Module]) -> Graph:
    return {
        name: {target for node in ast.walk(tree) for target in _targets(node, modules)} - {name}
        for name, tree in modules.items()
    }


def _targets(node: ast.AST, modules: Iterable[str]) -> list[str]:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module:
        inside = [f"{node.module}.{alias.name}" for alias in node.names]
        names = [name if name in modules else node.module for name in inside]
    else:
        return []
    return [name for name in names if name in modules]


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
