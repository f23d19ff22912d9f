"""A mistake in a form is named by us, in the page's language, and what was typed is there in another."""

import re
from pathlib import Path

import visavis

TEMPLATES = sorted(Path(visavis.__file__).parent.glob("*/templates/**/*.html"))
FORM = re.compile(r'(<form\b(?:[^>"]|"[^"]*")*>)(.*?)(?=</form>|<form\b|\Z)', re.DOTALL)
FIELDS = re.compile(
    r'{% field |{% problems|{{ (?:form|place|week)\b|<select|<textarea|<input type="(?!hidden)'
)


LINES_THAT_MOVE = 'id="week-form"'
"""Its fields are numbered by line: what was typed could come back in another line."""


def test_no_form_of_the_desk_forgets_what_was_typed_when_the_language_changes() -> None:
    forms = [
        (template.name, tag)
        for template in TEMPLATES
        for tag, body in FORM.findall(template.read_text())
        if template.parent.name == "desk" and template.parents[2].name == "desk"
        if 'method="post"' in tag and FIELDS.search(body) and LINES_THAT_MOVE not in tag
    ]
    assert len(forms) > 10
    assert [(name, tag) for name, tag in forms if "data-keep-typed" not in tag] == []


def test_no_browser_judges_a_form_before_we_do() -> None:
    posts = [
        (template.name, tag)
        for template in TEMPLATES
        for tag, body in FORM.findall(template.read_text())
        if 'method="post"' in tag and FIELDS.search(body)
    ]
    assert len(posts) > 30
    assert [(name, tag) for name, tag in posts if "novalidate" not in tag] == []
