"""Read single environment variables and collect every problem for one report."""

import difflib
import ipaddress
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

TRUE, FALSE = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


class ConfigurationError(Exception):
    """The environment is not usable; `problems` holds one sentence for each variable."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Address:
    """A URL in its parts, percent-decoded."""

    text: str = field(repr=False)
    host: str
    port: int | None
    user: str
    password: str = field(repr=False)
    options: Mapping[str, str]


class EnvReader:
    """Reads variables by name. An empty value counts as absent, as compose files pass empty ones."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._problems: list[str] = []
        self.names: set[str] = set()
        """Every variable that was read, set or not."""

    def problem(self, name: str, wrong: str, example: str) -> None:
        """Add a problem with the variable `name`. Its value is not repeated, because it may be a secret."""
        sentence = f"{name} {wrong}. Example: {example}"
        if sentence not in self._problems:
            self._problems.append(sentence)

    def finish(self) -> None:
        """Raises `ConfigurationError` when anything was wrong."""
        if self._problems:
            raise ConfigurationError(self._problems)

    def refuse_unknown(self, prefix: str) -> None:
        """Call last: a variable that nothing has read is a misspelling and would be ignored in silence."""
        for name in sorted(self._environ):
            if name.startswith(prefix) and name.removesuffix("_FILE") not in self.names:
                near = difflib.get_close_matches(name, self.names, n=1)
                hint = f"did you mean {near[0]}?" if near else "remove it"
                self._problems.append(f"{name} is not a setting of ours: {hint}")

    def given(self, name: str) -> bool:
        """Whether the variable, or its `_FILE` form, is set to anything."""
        return bool(self._environ.get(name) or self._environ.get(name + "_FILE"))

    def text(self, name: str) -> str:
        """The value without surrounding space, or an empty string. Takes no `_FILE` form."""
        self.names.add(name)
        if self._environ.get(name + "_FILE"):
            self.problem(name + "_FILE", f"is not supported, {name} is no secret", f"{name}=…")
        return self._environ.get(name, "").strip()

    def secret(self, name: str) -> str:
        """The value, or the content of the file that `NAME_FILE` names; setting both is refused."""
        self.names.add(name)
        example = f"{name}_FILE=/run/secrets/{name.lower()}"
        value, file = self._environ.get(name, "").strip(), self._environ.get(name + "_FILE", "")
        if value and file:
            self.problem(
                name, f"and {name}_FILE are both set, keep one", f"{name}_FILE=/run/secrets/{name.lower()}"
            )
        if value or not file:
            return value
        try:
            value = Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            reason = f"cannot be read ({error.strerror}: {file})"
            self.problem(name + "_FILE", reason, example)
            return ""
        except UnicodeDecodeError:
            value = ""
        if not value:
            self.problem(
                name + "_FILE", f"names a file without text in it ({file})", f"/run/secrets/{name.lower()}"
            )
        return value

    def flag(self, name: str) -> bool:
        """A yes or a no; absent is no."""
        value = self.text(name).lower()
        if value not in TRUE + FALSE:
            self.problem(name, "must be 1 or 0", f"{name}=1")
        return value in TRUE

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number between `least` and `most`, both included."""
        value = self.text(name)
        if not value:
            return default
        if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
            self.problem(name, f"must be a whole number from {least} to {most}", str(default))
            return default
        return int(value)

    def choice(self, name: str, options: tuple[str, ...], default: str) -> str:
        """One of `options`, in any case."""
        value = self.text(name)
        for option in options:
            if option.lower() == value.lower():
                return option
        if value:
            self.problem(name, f"must be one of {', '.join(options)}", default)
        return default

    def items(self, name: str) -> tuple[str, ...]:
        """A list separated by commas or spaces."""
        return tuple(self.text(name).replace(",", " ").split())

    def networks(self, name: str) -> tuple[IPv4Network | IPv6Network, ...]:
        """Addresses and networks in CIDR form."""
        found = []
        for item in self.items(name):
            try:
                found.append(ipaddress.ip_network(item))
            except ValueError:
                self.problem(name, "must list addresses or networks", "10.0.0.5, 192.168.1.5")
        return tuple(found)

    def address(self, name: str, *, schemes: tuple[str, ...], example: str, secret: bool) -> Address | None:
        """An URL with one of `schemes`, or None when it is absent or wrong."""
        text = self.secret(name) if secret else self.text(name)
        if not text:
            return None
        try:
            parts = urlsplit(text)
            host, port = parts.hostname, parts.port
        except ValueError:
            parts, host, port = urlsplit(""), None, None
        if parts.scheme not in schemes or not host:
            self.problem(name, f"must be an address like {schemes[0]}://host", example)
            return None
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return Address(text, host, port, user, password, dict(parse_qsl(parts.query, keep_blank_values=True)))

    def json_template(self, name: str, text: str, *, places: tuple[str, ...]) -> None:
        """Check that `text` is JSON and mentions every one of `places`."""
        try:
            json.loads(text)
            sound = all(place in text for place in places)
        except ValueError:
            sound = False
        if not sound:
            example = json.dumps({place[1:]: place for place in places})
            self.problem(name, f"must be a JSON document that mentions {' and '.join(places)}", example)
