"""No words for people stand in a template outside of what can be translated."""

import re
from pathlib import Path

import pytest

from visavis.web.translations import PACKAGE

TEMPLATES = sorted(
    path for path in PACKAGE.rglob("templates/**/*") if path.suffix in (".html", ".txt") and path.is_file()
)
NAMES = {"Vis-à-vis"}  # a name is the same in every language
TRANSLATED_ATTRIBUTES = (
    "alt",
    "aria-label",
    "placeholder",
    "title",
    "aria-description",
    "data-sending",
    "data-copied",
)


def raw_words(source: str) -> list[str]:
    """Texts with letters that no tag translates, from between the tags and from spoken attributes."""
    # A comment, a translated block, a script and a style have nothing to say here.
    for block in ("comment", "blocktranslate", "blocktrans", "verbatim"):
        source = re.sub(rf"{{%\s*{block}\b.*?%}}.*?{{%\s*end{block}\s*%}}", "", source, flags=re.DOTALL)
    # Blocks named so hold class names and addresses.
    source = re.sub(
        r"{%\s*block \w+_(?:class|href)\s*%}.*?{%\s*endblock", "{% endblock", source, flags=re.DOTALL
    )
    source = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", "", source, flags=re.DOTALL)
    source = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", source, flags=re.DOTALL)
    spoken = re.findall(rf"\s(?:{'|'.join(TRANSLATED_ATTRIBUTES)})=\"([^\"]*)\"", source)
    between = re.sub(r"<[^>]*>", "\n", re.sub(r"&\w+;", "", source)).split("\n")
    return [text for part in (*spoken, *between) if _says(text := part.strip()) and text not in NAMES]


def _says(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]", text))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    assert raw_words(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<a href="/en/" aria-label="Close">×</a>', ["Close"]),
        ('<p>{% translate "Hello" %} {{ name }} · 12:30</p>', []),
        ("{% blocktranslate %}Hello{% endblocktranslate %} there", ["there"]),
        ("<style>a { color: red }</style>&nbsp;<b>Vis-à-vis</b>", []),
        ("{% if a > b %}<i>Так</i>{% endif %}", ["Так"]),
    ],
)
def test_the_search_itself_finds_what_is_raw_and_nothing_else(source: str, found: list[str]) -> None:
    assert raw_words(source) == found
