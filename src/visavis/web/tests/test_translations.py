"""The tool for catalogues, and the catalogues themselves: complete in every language."""

from pathlib import Path

import pytest
from babel.messages import Catalog
from django.template import Context, Template
from django.utils import translation

from visavis.web import translations

PO = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""


def words(*messages: str | tuple[str, str]) -> Catalog:
    catalog = Catalog()
    for message in messages:
        catalog.add(message, locations=[("here.py", 1)])
    return catalog


def catalogues(folder: Path, entries: str) -> Path:
    for language in translations.languages():
        path = folder / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True)
        path.write_text(PO.format(language=language) + entries, "utf-8")
    return folder


def test_no_sentence_is_left_untranslated() -> None:
    found = translations.problems()
    assert not found, "\n".join([f"{len(found)} problems; the first:", *found[:20]])


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        ("", "not in the catalogue"),
        ('msgid "Book %(name)s"\nmsgstr ""\n', "not translated"),
        ('#, fuzzy\nmsgid "Book %(name)s"\nmsgstr "До %(name)s"\n', "doubtful"),
        ('msgid "Book %(name)s"\nmsgstr "До %(nane)s"\n', "placeholder too many"),
        ('msgid "Book %(name)s"\nmsgstr "До когось"\n', "placeholder is lost"),
    ],
)
def test_what_is_wrong_with_a_sentence_is_told_for_every_language(
    tmp_path: Path, entries: str, problem: str
) -> None:
    found = translations.problems(catalogues(tmp_path, entries), words("Book %(name)s"))
    assert len({line.split(":")[0] for line in found}) == 2
    assert all(problem in line for line in found)


def test_a_plural_needs_all_its_forms_but_one_may_be_said_in_words(tmp_path: Path) -> None:
    hours = words(("one hour", "%(hours)s hours"))
    entry = 'msgid "one hour"\nmsgid_plural "%(hours)s hours"\n'
    two = entry + 'msgstr[0] "година"\nmsgstr[1] "%(hours)s години"\n'
    three = two + 'msgstr[2] "%(hours)s годин"\n'
    assert translations.problems(catalogues(tmp_path / "two", two), hours)
    assert not translations.problems(catalogues(tmp_path / "three", three), hours)


def test_sentences_are_found_in_code_and_in_templates_but_not_in_tests(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text('_("Not me")', "utf-8")
    (tmp_path / "code.py").write_text(
        '_("One")\ngettext_lazy("Two")\nngettext("%(n)s thing", "%(n)s things", 2)\n'
        'pgettext_lazy("noun", "Book")\n',
        "utf-8",
    )
    (tmp_path / "templates" / "page.html").write_text(
        '{% load i18n %}{% translate "Hello" %}{% blocktranslate trimmed count n=n %}\n  {{ n }} day\n'
        '{% plural %}\n  {{ n }} days\n{% endblocktranslate %}{% translate "Book" context "verb" %}'
        '{% include "x.html" with words=_("Three") %}',
        "utf-8",
    )
    code = [found[1:] for found in translations.found_in_code(tmp_path)]
    assert code == [("One", None), ("Two", None), (("%(n)s thing", "%(n)s things"), None), ("Book", "noun")]
    pages = [found[1:] for found in translations.found_in_templates(tmp_path)]
    assert pages == [
        ("Hello", None),
        (("%(n)s day", "%(n)s days"), None),
        ("Book", "verb"),
        ("Three", None),
    ]


def test_the_texts_of_scripts_are_sentences_too(tmp_path: Path) -> None:
    texts = tmp_path / "texts.json"
    texts.write_text('{"mute": "Mute", "left": "{name} has left"}', "utf-8")
    assert [found[1] for found in translations.found_in_script_texts(texts)] == ["Mute", "{name} has left"]


def test_renewing_keeps_what_is_translated_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    kept = 'msgid "Please check this"\nmsgstr "Перевірте це"\n'
    folder = catalogues(tmp_path, kept + '\nmsgid "Said nowhere"\nmsgstr "Ніде"\n')
    translations.extract(folder)
    once = {path: path.read_text("utf-8") for path in folder.rglob("*.po")}
    assert all("Перевірте це" in text and "Said nowhere" not in text for text in once.values())
    translations.extract(folder)
    assert once == {path: path.read_text("utf-8") for path in folder.rglob("*.po")}


def test_compiled_catalogues_are_written_beside_their_sources(tmp_path: Path) -> None:
    folder = catalogues(tmp_path, 'msgid "Book"\nmsgstr "Записатися"\n')
    translations.compile_all(folder)
    compiled = (folder / "uk" / "LC_MESSAGES" / "django.mo").read_bytes()
    assert "Записатися".encode() in compiled


def test_a_wrong_command_names_the_right_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert translations.main(["extrakt"]) == 2
    assert "extract, compile, check" in capsys.readouterr().err


def test_a_template_speaks_the_active_language() -> None:
    with translation.override("uk"):
        html = Template("{% load i18n %}{% get_current_language as code %}{{ code }}").render(Context())
    assert html == "uk"
