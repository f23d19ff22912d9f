"""QR codes, as drawings for a page."""

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage

MARGIN = 4
"""Cells left white around the code, without which cameras do not find it."""


def qr_code(text: str) -> SafeString:
    """`text` as an SVG element that fills what it stands in."""
    drawing = qrcode.make(text, image_factory=SvgPathImage, border=MARGIN)
    size = drawing.width + 2 * MARGIN
    cells = f'<path d="{drawing.path.attrib["d"]}"/>'
    drawn = f'<svg class="qr" viewBox="0 0 {size} {size}" aria-hidden="true">{cells}</svg>'
    return mark_safe(drawn)  # noqa: S308  numbers and letters of a path, nothing of the text itself
