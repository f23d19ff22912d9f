"""Lists in columns, each in a card: `{% listing %}` around rows whose parts are a `{% cell %}` each.

    {% listing %}
      {% for one in services %}
        <tr>
          {% cell _("Service") heads=True %}{{ one.name }}{% endcell %}
          {% cell _("Length") %}{{ one.duration|duration }}{% endcell %}
        </tr>
      {% empty %}
        {% include "web/empty.html" %}
      {% endfor %}
    {% endlisting %}

The columns are named once, where they are filled: their headings come from the cells, and on a phone, where
each row is a small card, so do the labels. Without any cell the card holds what the loop says instead.
"""

from django import template
from django.template import Context, Node, NodeList
from django.template.base import Parser, Token
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

_HEADINGS = "listing_headings"


class Listing(Node):
    """The card around rows that have been drawn, with the headings that their cells named."""

    child_nodelists = ("rows",)

    def __init__(self, rows: NodeList) -> None:
        self.rows = rows

    def render(self, context: Context) -> SafeString:
        """Draw the rows, then what they tell of their columns."""
        headings: dict[str, bool] = {}
        with context.push(**{_HEADINGS: headings}):
            rows = self.rows.render(context)
        return render_to_string("web/listing.html", {"headings": headings, "rows": rows})


@register.tag
def listing(parser: Parser, token: Token) -> Listing:
    """`{% listing %}…{% endlisting %}`."""
    rows = parser.parse(("endlisting",))
    parser.delete_first_token()
    return Listing(rows)


@register.simple_block_tag(takes_context=True)
def cell(
    context: Context,
    content: str,
    heading: str,
    *,
    heads: bool = False,
    bare: bool = False,
    acts: bool = False,
) -> SafeString:
    """One part of a row, below the heading of its column.

    Of a row it is the one that `heads` it; a `bare` one speaks for itself on a phone; and what `acts` does so
    everywhere: its heading is for those who do not see it.
    """
    context[_HEADINGS].setdefault(heading, acts)
    if heads:
        return format_html('<th scope="row">{}</th>', content)
    if bare or acts:
        return format_html("<td>{}</td>", content)
    return format_html('<td data-label="{}">{}</td>', heading, content)
