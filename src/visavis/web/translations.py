"""The catalogues of words: `python -m visavis.web.translations extract | compile | check`.

`extract` collects every sentence that code, templates and the room mark as words for people and renews
`locale/*/LC_MESSAGES/django.po`, keeping what is translated. `compile` writes the `.mo` files that Django
reads. `check` says what is missing, doubtful or broken, and ends with status 1 if anything is.
"""

import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parents[1]
SCRIPT_TEXTS = PACKAGE / "room" / "texts.json"
LOCALE = PACKAGE / "locale"

LAZY = {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")}
KEYWORDS = {**DEFAULT_KEYWORDS, **LAZY, "gettext_noop": None}
# Lines of a catalogue's header that change with the day and the machine, and say nothing of the words.
RESTLESS = ("POT-", "PO-", "Last-Translator", "Generated-By", "Report-Msgid", "Language-Team", "Project-Id")

Found = tuple[str, str | tuple[str, ...], str | None]


def found_in_code(package: Path = PACKAGE) -> Iterator[Found]:
    """Where, which sentence and in which context, for every Python file but tests."""
    for path in sorted(package.rglob("*.py")):
        if "tests" not in path.parts and "migrations" not in path.parts:
            for _line, words, _comments, context in extract_from_file("python", path, keywords=KEYWORDS):
                yield _place(path), words, context


def found_in_templates(package: Path = PACKAGE) -> Iterator[Found]:
    """The same for templates, which Django turns into something that reads like Python."""
    # Imported here: it needs Django's settings only when it runs.
    from django.utils.translation.template import templatize

    for path in sorted(package.rglob("templates/**/*")):
        if path.suffix not in (".html", ".txt", ".svg", ".xml"):
            continue
        # A template's indentation means nothing, to Python it would be an error.
        lines = templatize(path.read_text("utf-8"), origin=str(path)).splitlines()
        source = io.BytesIO("\n".join(line.lstrip() for line in lines).encode())
        for _line, function, words, _comments in extract_python(source, KEYWORDS, [], {}):
            yield _place(path), *_unpacked(str(function), words)


def found_in_script_texts(texts: Path = SCRIPT_TEXTS) -> Iterator[Found]:
    """The sentences that the room's scripts show: the values of their JSON file."""
    for sentence in json.loads(texts.read_text("utf-8")).values():
        yield _place(texts), sentence, None


def template_of_words() -> Catalog:
    """Every sentence there is, untranslated."""
    catalog = Catalog(project="visavis", charset="utf-8")
    for finders in (found_in_code(), found_in_templates(), found_in_script_texts()):
        for place, words, context in finders:
            catalog.add(words, locations=[(place, 0)], context=context)
    return catalog


def catalogue_of(language: str, locale: Path = LOCALE) -> Catalog:
    """A language's catalogue as it is on disk; an empty one where there is none yet."""
    path = _po(language, locale)
    if not path.exists():
        return Catalog(locale=language, project="visavis", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def languages() -> list[str]:
    """Those with a folder in `locale/`. English has none: its catalogue would say each sentence twice."""
    return sorted(path.name for path in LOCALE.iterdir() if path.is_dir())


def extract(locale: Path = LOCALE) -> None:
    """Renew every language's catalogue from the sources; sentences no longer used are dropped."""
    words = template_of_words()
    for language in languages():
        catalog = catalogue_of(language, locale)
        # A guessed translation looks finished and is wrong, so nothing is guessed.
        catalog.update(words, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.fuzzy, catalog.header_comment = False, f"# The words of visavis in “{language}”."
        written = io.BytesIO()
        write_po(written, catalog, width=100, include_lineno=False, sort_by_file=True, ignore_obsolete=True)
        path = _po(language, locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = written.getvalue().decode().splitlines(keepends=True)
        path.write_text("".join(_settled(lines)), "utf-8")


def compile_all(locale: Path = LOCALE) -> None:
    """Write the `.mo` files beside the catalogues."""
    for language in languages():
        with _po(language, locale).with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue_of(language, locale))


def problems(locale: Path = LOCALE, words: Catalog | None = None) -> list[str]:
    """A sentence for everything that keeps a language from being complete."""
    sources = [message for message in (words or template_of_words()) if message.id]
    return [
        f"{language}: {problem}: “{_first(message)}” ({_where(message)})"
        for language in languages()
        for catalog in (catalogue_of(language, locale),)
        for message in sources
        for problem in _wrong(message, catalog)
    ]


def _wrong(message: Message, catalog: Catalog) -> Iterator[str]:
    translated = catalog.get(_first(message), message.context)
    if translated is None:
        yield "not in the catalogue, run extract"
        return
    if translated.fuzzy:
        yield "marked as doubtful"
    said = translated.string if isinstance(translated.string, (tuple, list)) else (translated.string,)
    if not all(said) or (message.pluralizable and len(said) != catalog.num_plurals):
        yield "not translated"
        return
    named = placeholders(*(message.id if message.pluralizable else (_first(message),)))
    extra = set().union(*(placeholders(str(form)) for form in said)) - named
    if extra:
        yield f"a placeholder too many, {', '.join(sorted(extra))}"
    # In a plural the form for one may say “one hour” in words; the others need their numbers.
    elif placeholders(str(said[-1])) != named:
        yield "a placeholder is lost"


def placeholders(*sentences: str) -> set[str]:
    """The names that a sentence expects to be filled in: `%(name)s`, `%s`, `{name}`."""
    return {
        name for sentence in sentences for name in re.findall(r"%\(\w+\)[sd]|%[sd]|(?<!\{)\{\w+\}", sentence)
    }


def _unpacked(function: str, words: str | Sequence[str | None]) -> tuple[str | tuple[str, ...], str | None]:
    """A call's texts as sentence and context: contexts come first, numbers come as None."""
    texts = [text for text in ((words,) if isinstance(words, str) else words) if text is not None]
    context = texts.pop(0) if "pgettext" in function else None
    return (tuple(texts[:2]) if function.startswith("n") else texts[0]), context


def _first(message: Message) -> str:
    return str(message.id[0] if message.pluralizable else message.id)


def _where(message: Message) -> str:
    return ", ".join(str(place) for place, _line in message.locations[:2])


def _settled(lines: Iterable[str]) -> Iterator[str]:
    return (line for line in lines if not line.startswith(tuple(f'"{name}' for name in RESTLESS)))


def _place(path: Path) -> str:
    return path.relative_to(PACKAGE.parents[1]).as_posix() if path.is_relative_to(PACKAGE) else path.name


def _po(language: str, locale: Path) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def main(arguments: list[str]) -> int:
    """Run one command; the exit status is 0 when all is well."""
    match arguments:
        case ["extract"]:
            extract()
        case ["compile"]:
            compile_all()
        case ["check"]:
            found = problems()
            sys.stdout.writelines(f"{problem}\n" for problem in found)
            return 1 if found else 0
        case _:
            sys.stderr.write("Say one of: extract, compile, check.\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
