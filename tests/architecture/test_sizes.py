"""Good code and bad code have the same medians; they differ in the tail. These keep the tail short."""

from tests.architecture.tree import PYTHON, TYPESCRIPT, functions, length, short

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW, LONGEST_SCRIPT = 300, 40, 25, 200


def test_no_python_file_is_too_long() -> None:
    sizes = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PYTHON}
    assert {name: lines for name, lines in sizes.items() if lines > LONGEST_FILE} == {}


def test_no_typescript_file_is_too_long() -> None:
    sizes = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in TYPESCRIPT}
    assert sizes, "the front end's sources are not where this test looks"
    assert {name: lines for name, lines in sizes.items() if lines > LONGEST_SCRIPT} == {}


def test_no_function_is_too_long() -> None:
    long = {
        f"{short(path)}:{node.name}": length(node)
        for path in PYTHON
        for node in functions(path)
        if length(node) > LONGEST_FUNCTION
    }
    assert long == {}


def test_no_view_is_too_long() -> None:
    views = [
        path for path in PYTHON if "views" in (path.stem, path.parent.name) and "tests" not in path.parts
    ]
    long = {
        f"{short(path)}:{node.name}": length(node)
        for path in views
        for node in functions(path)
        if [argument.arg for argument in node.args.args[:1]] == ["request"] and length(node) > LONGEST_VIEW
    }
    assert long == {}
