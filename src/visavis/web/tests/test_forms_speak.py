"""A mistake in a form is named by us, in the page's language, and not by the browser in its own."""

import re
from pathlib import Path

import visavis

TEMPLATES = sorted(Path(visavis.__file__).parent.glob("*/templates/**/*.html"))
FORM = re.compile(r'(<form\b(?:[^>"]|"[^"]*")*>)(.*?)(?=</form>|<form\b|\Z)', re.DOTALL)
FIELDS = re.compile(
    r'{% field |{% problems|{{ (?:form|place|week)\b|<select|<textarea|<input type="(?!hidden)'
)


def test_no_browser_judges_a_form_before_we_do() -> None:
    posts = [
        (template.name, tag)
        for template in TEMPLATES
        for tag, body in FORM.findall(template.read_text())
        if 'method="post"' in tag and FIELDS.search(body)
    ]
    assert len(posts) > 30
    assert [(name, tag) for name, tag in posts if "novalidate" not in tag] == []
