"""The table of variables in docs/operating.md names those that are read, and no others."""

import re
from collections.abc import Iterator
from pathlib import Path

from visavis.config.env import Env
from visavis.config.env_reader import EnvReader

GUIDE = Path(__file__).parents[4] / "docs" / "operating.md"
# For developers, and for the demo, which sets them itself.
NOT_FOR_OPERATORS = {"VISAVIS_DEBUG", "VISAVIS_DEMO"}


def test_the_guide_names_every_variable_and_no_other(tmp_path: Path) -> None:
    reader = EnvReader({"VISAVIS_VAR": str(tmp_path)})
    Env.from_reader(reader)
    assert set(_in_the_table()) == reader.names - NOT_FOR_OPERATORS
    assert reader.names >= NOT_FOR_OPERATORS


def _in_the_table() -> Iterator[str]:
    """A cell may hold several names, and `_TOKEN` for one that ends so and begins as the one before."""
    table = GUIDE.read_text(encoding="utf-8").split("| variable |")[1].split("\n\n")[0]
    for row in table.splitlines()[2:]:
        before = ""
        for name in re.findall(r"`(\w+)`", row.split("|")[1]):
            before = before.rpartition("_")[0] + name if name.startswith("_") else name
            yield before
