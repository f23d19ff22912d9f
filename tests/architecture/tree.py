"""The project's own files, as the architecture tests read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "visavis"
FRONT_END = ROOT / "frontend" / "src"
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
STYLES = sorted([*PACKAGE.glob("web/styles/*.css"), *FRONT_END.rglob("*.css")])
PYTHON = [
    path
    for top in (PACKAGE, ROOT / "tests", ROOT / "benchmarks", ROOT / "tools")
    for path in sorted(top.rglob("*.py"))
    if "migrations" not in path.parts
]
TYPESCRIPT = sorted(path for path in FRONT_END.rglob("*") if path.suffix in {".ts", ".tsx"})
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(parsed(path)) if isinstance(node, Function))


def length(node: Function) -> int:
    """Lines from `def` to the last, without decorators."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def is_test(path: Path) -> bool:
    return "tests" in path.parts or path.name == "conftest.py"


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))
