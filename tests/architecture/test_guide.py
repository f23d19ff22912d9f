"""ARCHITECTURE.md leads to files that are there."""

import re

from tests.architecture.tree import PACKAGE, ROOT

TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
# What is in backticks and looks like a path: a folder with a slash at its end, or a file with a known ending.
PATH = re.compile(r"`((?:[\w.-]+/)+(?:[\w.-]+\.(?:py|ts|tsx|css|html|json|md))?)`")


def test_each_path_in_the_guide_exists() -> None:
    named = set(PATH.findall(TEXT))
    assert len(named) > 80
    missing = sorted(path for path in named if not ((PACKAGE / path).exists() or (ROOT / path).exists()))
    assert missing == []


def test_the_layers_in_the_guide_are_those_of_the_contract() -> None:
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"^layers = \[(.*?)^\]", contract, re.MULTILINE | re.DOTALL)
    drawn = re.search(r"```\n(cli › .*?)\n```", TEXT, re.DOTALL)
    assert listed
    assert drawn
    # Layers in parentheses have no folder yet.
    built = [
        [name for name in re.findall(r"[\w()]+", line) if not name.startswith("(")]
        for line in re.findall(r'"(.*?)"', listed[1])
    ]
    assert [re.findall(r"\w+", layer) for layer in drawn[1].split("›")] == [names for names in built if names]


def test_each_folder_of_the_package_is_explained() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    explained = set(re.findall(r"^\| `(\w+)/` \|", TEXT, re.MULTILINE))
    assert folders - explained == set()
