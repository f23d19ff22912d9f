"""The windows in which pages are checked, and the fixtures that open them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize

Browsers = Callable[..., BrowserContext]
Desk = Callable[..., Page]
WIDE: ViewportSize = {"width": 1200, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
STYLES = [
    pytest.param({"viewport": WIDE}, "wide", id="wide"),
    pytest.param({"viewport": PHONE, "color_scheme": "dark", "locale": "uk-UA"}, "dark-uk", id="dark-uk"),
    pytest.param({"viewport": PHONE, "locale": "ru-RU"}, "phone-ru", id="phone-ru"),
]
WIDE_DARK = pytest.param({"viewport": WIDE, "color_scheme": "dark"}, "wide-dark", id="wide-dark")
