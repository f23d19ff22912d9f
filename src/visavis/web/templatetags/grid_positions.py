"""Positions on a time grid under a policy that forbids style attributes.

`{% placed %}<div class="week" {% at opens=480 closes=1140 %}>… <a {% at from=540 to=590 %}>…{% endplaced %}`

Each `{% at %}` sets CSS custom properties (`--from: 540`) on its element; `{% endplaced %}` writes their
rules, each once, into one `style` element with the page's nonce, in front of what it places.
"""

import re

from django import template
from django.template import Context, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from visavis.web.templatetags.components import nonce

register = template.Library()
RULES = "placed_rules"


class AtNode(template.Node):
    """One element's position."""

    def __init__(self, values: dict[str, FilterExpression]) -> None:
        self.values = values

    def render(self, context: Context) -> SafeString:
        rules = context.get(RULES)
        if rules is None:
            raise TemplateSyntaxError("{% at %} stands only between {% placed %} and {% endplaced %}")
        # int() is what keeps anything but numbers out of the style sheet.
        numbers = {name: int(value.resolve(context)) for name, value in self.values.items()}
        key = "-".join(f"{name}{number}" for name, number in numbers.items())
        rules[key] = ";".join(f"--{name}:{number}" for name, number in numbers.items())
        return format_html('data-at="{}"', key)


class PlacedNode(template.Node):
    """What is placed, after the rules that place it."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        rules: dict[str, str] = {}
        with context.push(**{RULES: rules}):
            content = self.nodelist.render(context)
        sheet = "".join(f'[data-at="{key}"]{{{rule}}}' for key, rule in rules.items())
        style = format_html('<style nonce="{}">', nonce(context)) + sheet + "</style>"
        return mark_safe(style + content)  # noqa: S308  # names are checked words, values integers


@register.tag
def at(parser: Parser, token: Token) -> AtNode:
    """`{% at from=block.from_minute to=block.to_minute %}`; names are plain words, values whole numbers."""
    bits = token.split_contents()[1:]
    values = token_kwargs(bits, parser)
    if bits or not values or not all(re.fullmatch(r"[a-z]+", name) for name in values):
        raise TemplateSyntaxError("write {% at from=540 to=590 %}: plain words and whole numbers")
    return AtNode(values)


@register.tag
def placed(parser: Parser, token: Token) -> PlacedNode:
    """Everything up to `{% endplaced %}` may hold `{% at %}`."""
    if len(token.split_contents()) > 1:
        raise TemplateSyntaxError("{% placed %} takes nothing")
    nodelist = parser.parse(("endplaced",))
    parser.delete_first_token()
    return PlacedNode(nodelist)
