"""ARCHITECTURE.md tells the flow of facts as the code has it."""

from pathlib import Path

from visavis.config.facts_table import as_markdown

ROOT = Path(__file__).resolve().parents[2]


def test_the_flow_of_facts_is_drawn_as_it_runs() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    _, after = text.split("<!-- facts -->\n")
    drawn, _ = after.split("<!-- /facts -->")
    assert drawn == as_markdown(), "run `visavis facts` and paste what it prints"
