"""What an SMS gateway consists of: the settings it reads and the channel that it makes of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from visavis.notify.port import Channel

Options = Mapping[str, Any]


class Url(Protocol):
    """An address as the operator gave it, once it was found to be one."""

    @property
    def text(self) -> str: ...


class SettingsReader(Protocol):
    """Reads variables by name and collects problems; `config/env_reader.py` is the only implementation."""

    def text(self, name: str) -> str: ...
    def secret(self, name: str) -> str: ...
    def given(self, name: str) -> bool: ...
    def address(self, name: str, *, schemes: tuple[str, ...], example: str, secret: bool) -> Url | None: ...
    def json_template(self, name: str, text: str, *, places: tuple[str, ...]) -> None: ...
    def problem(self, name: str, wrong: str, example: str) -> None: ...


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """One way to send text messages. `name` is its value of `VISAVIS_SMS`."""

    name: str
    read: Callable[[SettingsReader, bool], Options]
    """Read its variables, `VISAVIS_SMS_<NAME>_…`. The second argument says whether the gateway is chosen:
    if it is not, nothing of it is required."""
    channel: Callable[..., Channel]
    """Make a channel; the options are keyword arguments."""
    describe: Callable[[Options], str]
    """What `visavis doctor` says of it."""
    demo_only: bool = False
