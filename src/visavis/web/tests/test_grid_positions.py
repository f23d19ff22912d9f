"""Positions on a time grid come from a style element with the page's nonce."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template, TemplateSyntaxError


def rendered(source: str, **values: object) -> str:
    request = SimpleNamespace(csp_nonce="n0nce")
    return Template("{% load grid_positions %}" + source).render(Context({"request": request, **values}))


def test_rules_stand_before_what_they_place_each_once() -> None:
    html = rendered(
        "{% placed %}{% for end in ends %}<i {% at from=start to=end %}></i>{% endfor %}{% endplaced %}",
        start=540,
        ends=[590, 600, 590],
    )
    assert html == (
        '<style nonce="n0nce">[data-at="from540-to590"]{--from:540;--to:590}'
        '[data-at="from540-to600"]{--from:540;--to:600}</style>'
        '<i data-at="from540-to590"></i><i data-at="from540-to600"></i><i data-at="from540-to590"></i>'
    )


def test_nothing_but_whole_numbers_reaches_the_style_sheet() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        rendered("{% placed %}<i {% at from=start %}></i>{% endplaced %}", start="1}body{display:none")


@pytest.mark.parametrize(
    "source",
    [
        "{% placed %}{% at %}{% endplaced %}",
        "{% placed %}{% at 540 %}{% endplaced %}",
        "{% placed %}{% at FROM=1 %}{% endplaced %}",
        "{% placed twice %}{% endplaced %}",
        "{% at from=540 %}",
    ],
)
def test_a_wrong_use_is_refused(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        rendered(source)
