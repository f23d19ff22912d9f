"""The code is the one that cameras read, drawn without loss."""

import re

import qrcode

from visavis.lib.qr import qr_code

ADDRESS = "https://consult.example/v/qqB37NB0QYekLYkTo1q-XoSz0LFnJmYIvcN0wXgk1r"


def test_every_dark_cell_is_drawn_where_it_belongs_inside_a_margin_of_four() -> None:
    plain = qrcode.QRCode(border=4)
    plain.add_data(ADDRESS)
    cells = plain.get_matrix()
    drawing = qr_code(ADDRESS)
    assert f'viewBox="0 0 {len(cells)} {len(cells)}"' in drawing
    drawn = {(int(x), int(y)) for x, y in re.findall(r"M(\d+),(\d+)H", drawing)}
    assert drawn == {(x, y) for y, row in enumerate(cells) for x, dark in enumerate(row) if dark}


def test_nothing_of_the_text_stands_in_the_page() -> None:
    assert "<b>" not in qr_code("<b>")
