"""Where live events are served and where browsers connect, from the operator's settings."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from visavis.config.env_reader import EnvReader

PATH = "/live/"


@dataclass(frozen=True, slots=True)
class LiveAddress:
    """The port we listen on, and the WebSocket's address for browsers, which ends in `/live/`."""

    port: int
    url: str


def read_live_address(reader: EnvReader, base_url: str, web_port: int) -> LiveAddress:
    """`VISAVIS_LIVE_PORT` and `VISAVIS_LIVE_URL`, or what follows from the others.

    Behind a proxy with HTTPS it is a path of the pages' own host; without one, our second port.
    """
    beside = web_port + 1 if web_port < 65535 else web_port - 1
    port = reader.number("VISAVIS_LIVE_PORT", beside, least=1, most=65535)
    if port == web_port:
        reader.problem("VISAVIS_LIVE_PORT", "must differ from VISAVIS_PORT", str(beside))
    return LiveAddress(port, _given(reader, base_url) or _beside(base_url, port))


def _given(reader: EnvReader, base_url: str) -> str:
    name, example = "VISAVIS_LIVE_URL", f"wss://live.consult.example{PATH}"
    given = reader.address(name, schemes=("wss", "ws"), example=example, secret=False)
    if given is None:
        return ""
    parts = urlsplit(given.text)
    if parts.path != PATH or parts.query or parts.fragment or parts.username:
        reader.problem(name, f"must end with {PATH} and hold nothing else", example)
    elif parts.scheme == "ws" and base_url.startswith("https://"):
        reader.problem(name, "must be wss: browsers refuse ws on a page sent over https", example)
    return given.text


def _beside(base_url: str, port: int) -> str:
    try:
        parts = urlsplit(base_url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme == "https":
        return f"wss://{parts.netloc}{PATH}"
    return f"ws://{f'[{host}]' if ':' in host else host}:{port}{PATH}"
