"""The table of facts and their reactions as ARCHITECTURE.md shows it."""

from visavis.config.wiring import REACTIONS


def as_markdown() -> str:
    """The table as Markdown."""
    lines = ["| fact | reactions, in order |", "|---|---|"]
    for fact, reactions in REACTIONS.items():
        names = ", ".join(f"`{_feature(reaction.__module__)}.{reaction.__name__}`" for reaction in reactions)
        lines.append(f"| `{_feature(fact.__module__)}.{fact.__name__}` | {names or 'none yet'} |")
    return "\n".join(lines) + "\n"


def _feature(module: str) -> str:
    return module.split(".")[1]
