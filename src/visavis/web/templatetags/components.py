"""Components of the look: built assets, the practice's accent, fields, error summaries, faces, navigation."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.contrib.messages import constants as levels
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField, CheckboxInput
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from visavis.lib.email_addresses import mailto_uri
from visavis.web.assets import FrontEndNotBuilt, built
from visavis.web.colour import NotAColour, dark_accent, light_accent

register = template.Library()


def nonce(context: Context) -> str:
    """The page's nonce, or nothing where the page has no request or no policy."""
    return str(getattr(context.get("request"), "csp_nonce", ""))


@register.simple_tag(takes_context=True)
def asset(context: Context, entry: str, *, optional: bool = False) -> SafeString:
    """Load an entry of the built front end: `{% asset "styles" %}`.

    Raises `FrontEndNotBuilt`, unless `optional`: the last page of all must appear even without its looks.
    """
    try:
        parts = built(entry)
    except FrontEndNotBuilt:
        if optional:
            return SafeString()
        raise
    sheets = (*parts.styles, parts.file) if parts.file.endswith(".css") else parts.styles
    links = format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((static(f"dist/{sheet}"),) for sheet in sheets)
    )
    if parts.file.endswith(".css"):
        return links
    key = nonce(context)
    ahead = format_html_join(
        "",
        '<link rel="modulepreload" href="{}" nonce="{}">',
        ((static(f"dist/{file}"), key) for file in parts.imports),
    )
    script = format_html(
        '<script type="module" src="{}" nonce="{}"></script>', static(f"dist/{parts.file}"), key
    )
    return mark_safe(links + ahead + script)  # noqa: S308  # all three are escaped above


@register.simple_tag(takes_context=True)
def accent(context: Context, colour: str | None) -> SafeString:
    """The practice's accent colour as a pair that reads in light and in dark; nothing when it has none."""
    try:
        light, dark = light_accent(colour or ""), dark_accent(colour or "")
    except NotAColour:
        return SafeString()
    # Not by light-dark(): the build rewrites that for older browsers, and this does not pass through it.
    rule = ":root{{--accent:{};--accent-ink:{};--accent-soft:{}}}"
    return format_html(
        '<style nonce="{}">' + rule + "@media (prefers-color-scheme:dark){{" + rule + "}}</style>",
        nonce(context),
        *(light.strong, light.ink, light.soft),
        *(dark.strong, dark.ink, dark.soft),
    )


@register.simple_tag
def field(bound: BoundField, *, hint: str = "", label: str = "") -> SafeString:
    """A field with its label, hint and error: `{% field form.email hint=_("…") %}`."""
    # The hint is set on the bound field, so that Django's own aria-describedby knows of it.
    bound.help_text = hint or bound.help_text
    bound.label = label or bound.label
    return bound.as_field_group()


@register.simple_tag
def problems(form: BaseForm) -> SafeString:
    """What is wrong with a form, at its top, each line leading to its field; nothing when all is well."""
    return render_to_string("web/problems.html", {"form": form, "found": form.errors})


@register.simple_tag(takes_context=True)
def nav_link(context: Context, name: str, words: str) -> SafeString:
    """A link to the named address, marked when it is this page. Raises `NoReverseMatch`."""
    address = reverse(name)
    match = getattr(context.get("request"), "resolver_match", None)
    here = mark_safe(' aria-current="page"') if match and match.view_name == name else ""
    return format_html('<a href="{}"{}>{}</a>', address, here, words)


@dataclass(frozen=True, slots=True)
class Banner:
    """What just happened, at the top of the next page."""

    message: Message
    is_warm: bool
    role: str


@register.filter
def banners(found: Iterable[Message]) -> list[Banner]:
    """`{% for banner in messages|banners %}`: how each of Django's messages is shown and read aloud."""
    return [
        Banner(one, one.level >= levels.WARNING, "alert" if one.level >= levels.ERROR else "status")
        for one in found
    ]


@register.filter
def is_checkbox(bound: BoundField) -> bool:
    """Whether a field is one box to tick, whose words stand behind it."""
    return isinstance(bound.field.widget, CheckboxInput)


@register.filter
def initials(name: Any) -> str:
    """At most two letters of a name, the first of its first and of its last word: “OK” for Olena Koval."""
    words = [word for word in str(name or "").split() if word[:1].isalpha()]
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


@register.filter
def mailto(email: str) -> str:
    """`{{ client.email|mailto }}`: the address as a URI, which is ASCII."""
    return mailto_uri(email)
