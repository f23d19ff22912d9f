"""The whole configuration of a deployment, read once from environment variables.

Nothing else reads a setting; a test of the architecture lists the few modules that pass the environment on.
All problems are reported at once, each with the variable's name and an example, so that an operator need not
restart once for each of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from visavis.config.env_reader import ConfigurationError, EnvReader
from visavis.config.ice_servers import IceServers, read_ice_servers
from visavis.config.keys import data_keys, link_keys, secret_keys
from visavis.config.live_address import LiveAddress, read_live_address
from visavis.config.livekit import LiveKitSettings, read_livekit
from visavis.lib.embedded_postgres import EmbeddedPostgres
from visavis.notify.sms.gateways import GATEWAYS

__all__ = ["ConfigurationError", "EmailServer", "Env", "SmsSettings"]

DATABASE = "visavis"
DEMO_MARK = "demo"
"""A file in `var/` that says: these data are the demo's."""
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
Encryption = Literal["starttls", "ssl", "none"]
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class EmailServer:
    """The SMTP server that takes our mail; `starttls` upgrades a plain connection, `ssl` begins encrypted."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: Encryption


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """The gateway for text messages and its options; see `notify/sms/gateways.py`."""

    gateway: str = "none"
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def configured(self) -> bool:
        """Whether text messages can be sent."""
        return self.gateway != "none"


@dataclass(frozen=True, slots=True)
class Env:
    """The operator's settings. Secrets never show in `repr`."""

    var: Path
    database_url: str | None = field(repr=False)
    """None: PostgreSQL embedded in `var/postgres`."""
    secret_key: str = field(repr=False)
    secret_keys_old: tuple[str, ...] = field(repr=False)
    link_keys: tuple[str, ...] = field(repr=False)
    """The first signs personal links, all of them verify."""
    data_keys: tuple[str, ...] = field(repr=False)
    """The first encrypts, all of them decrypt."""
    base_url: str
    """Scheme, host and port, without a slash at the end."""
    allowed_hosts: tuple[str, ...]
    demo: bool
    debug: bool
    email: EmailServer | None
    email_from: str
    sms: SmsSettings
    calls: IceServers
    livekit: LiveKitSettings
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    log_level: str
    host: str
    port: int
    live: LiveAddress

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """Read and check everything.

        With the embedded database, keys that are not given are made once and kept in `var`, so that a
        first start needs no configuration at all.

        Raises:
            ConfigurationError: with every problem found, not only the first.
        """
        return cls.from_reader(EnvReader(environ))

    @classmethod
    def from_reader(cls, reader: EnvReader) -> Self:
        """The same; afterwards `reader.names` holds every variable there is."""
        var = Path(reader.text("VISAVIS_VAR") or "var").absolute()
        database_url = _database_url(reader)
        port = reader.number("VISAVIS_PORT", 8000, least=1, most=65535)
        base_url = _base_url(reader, port, required=database_url is not None)
        keys = secret_keys(reader, var, embedded=database_url is None)
        demo = _demo(reader, var, database_url, base_url)
        host = reader.text("VISAVIS_HOST") or "127.0.0.1"
        env = cls(
            var=var,
            database_url=database_url,
            secret_key=keys[0],
            secret_keys_old=keys[1:],
            link_keys=link_keys(reader, keys),
            data_keys=data_keys(reader, var, embedded=database_url is None),
            base_url=base_url,
            allowed_hosts=_allowed_hosts(reader, base_url),
            demo=demo,
            debug=reader.flag("VISAVIS_DEBUG"),
            email=_email(reader),
            email_from=_email_from(reader, base_url),
            sms=_sms(reader, demo=demo),
            calls=read_ice_servers(reader),
            livekit=read_livekit(reader, secret_key=keys[0]),
            trusted_proxies=_trusted_proxies(reader, base_url, host),
            log_level=reader.choice("VISAVIS_LOG_LEVEL", LOG_LEVELS, "INFO"),
            host=host,
            port=port,
            live=read_live_address(reader, base_url, port),
        )
        reader.refuse_unknown("VISAVIS_")
        reader.finish()
        return env

    @property
    def embedded(self) -> EmbeddedPostgres | None:
        """The database we run ourselves, or None where the operator brought their own."""
        return EmbeddedPostgres(self.var / "postgres") if self.database_url is None else None

    @property
    def database(self) -> str:
        """The URL to connect to, whoever runs the server. It holds a password: never print it."""
        return self.database_url or EmbeddedPostgres(self.var / "postgres").url(DATABASE)


def _database_url(reader: EnvReader) -> str | None:
    name, example = "DATABASE_URL", "postgresql://visavis:password@db.example:5432/visavis"
    url = reader.secret(name)
    if not url:
        return None
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"postgres", "postgresql"} and len(parts.path) > 1
        # Reading the port is what checks it.
        sound = sound and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound:
        reader.problem(name, "is not the address of a PostgreSQL database", example)
    return url


def _base_url(reader: EnvReader, port: int, *, required: bool) -> str:
    name, example = "VISAVIS_BASE_URL", "https://consult.example"
    url = reader.text(name).rstrip("/")
    if not url:
        if required:
            reader.problem(name, "is needed with a database of your own: our links start with it", example)
        return f"http://localhost:{port}"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not host:
        reader.problem(name, "is not a web address", example)
    elif parts.path or parts.query or parts.fragment or parts.username:
        reader.problem(name, "must be scheme and host only, without a path", example)
    elif parts.scheme == "http" and host not in {"localhost", "127.0.0.1", "::1"}:
        reader.problem(name, "must be https: browsers give no camera to pages sent in the clear", example)
    return url


def _allowed_hosts(reader: EnvReader, base_url: str) -> tuple[str, ...]:
    listed = reader.items("VISAVIS_ALLOWED_HOSTS")
    if listed:
        return listed
    try:
        host = urlsplit(base_url).hostname or ""
    except ValueError:
        return ()
    if host in {"localhost", "127.0.0.1", "::1"}:
        return LOCAL_HOSTS
    # The health checks of a container or a proxy on this machine ask by a local name.
    return (host, *LOCAL_HOSTS)


def _demo(reader: EnvReader, var: Path, database_url: str | None, base_url: str) -> bool:
    """The demo opens its mailboxes to everybody, so it is refused where a practice may live."""
    name = "VISAVIS_DEMO"
    demo = reader.flag(name)
    if demo and base_url.startswith("https:"):
        reader.problem(name, "is for trying it on one's own machine and not for https", "0")
    elif demo and database_url and not (var / DEMO_MARK).exists():
        reader.problem(name, "cannot be used with DATABASE_URL: it shows every message to everybody", "0")
    return demo


def _trusted_proxies(reader: EnvReader, base_url: str, host: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Whose word about its client is believed; without it, everybody would share the proxy's address."""
    name = "VISAVIS_TRUSTED_PROXIES"
    given = reader.networks(name)
    if given or not base_url.startswith("https:"):
        return given
    if _is_loopback(host):
        # With https a proxy stands in front, and nobody but this machine reaches us.
        return (ip_network("127.0.0.0/8"), ip_network("::1/128"))
    reader.problem(
        name, f"is needed with https when VISAVIS_HOST is {host}: the address of your proxy", "10.0.0.5"
    )
    return ()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _email(reader: EnvReader) -> EmailServer | None:
    name, example = "VISAVIS_EMAIL_URL", "smtp://user:password@mail.example:587?tls=starttls"
    parts = reader.address(name, schemes=("smtp",), example=example, secret=True)
    password = reader.secret("VISAVIS_EMAIL_HOST_PASSWORD")
    if parts is None:
        return None
    tls = parts.options.get("tls", "starttls")
    if tls not in {"starttls", "ssl", "none"} or set(parts.options) - {"tls"}:
        reader.problem(name, "may end with ?tls=starttls, ?tls=ssl or ?tls=none and nothing else", example)
        return None
    encryption: Encryption = "ssl" if tls == "ssl" else "none" if tls == "none" else "starttls"
    port = parts.port or {"ssl": 465, "starttls": 587, "none": 25}[tls]
    return EmailServer(parts.host, port, parts.user, password or parts.password, encryption)


def _email_from(reader: EnvReader, base_url: str) -> str:
    name, example = "VISAVIS_EMAIL_FROM", "Practice Sunrise <hello@consult.example>"
    sender = reader.text(name)
    if sender and "@" not in sender:
        reader.problem(name, "is not an e-mail address", example)
    if not sender and reader.given("VISAVIS_EMAIL_URL"):
        reader.problem(name, "is needed with VISAVIS_EMAIL_URL", example)
    try:
        return sender or f"noreply@{urlsplit(base_url).hostname}"
    except ValueError:
        return sender


def _sms(reader: EnvReader, *, demo: bool) -> SmsSettings:
    name = "VISAVIS_SMS"
    chosen = reader.choice(name, ("none", *GATEWAYS), "outbox" if demo else "none")
    # All of them read their variables, so that those of another gateway are known ones.
    options = {gateway.name: gateway.read(reader, gateway.name == chosen) for gateway in GATEWAYS.values()}
    if chosen == "none":
        return SmsSettings()
    if GATEWAYS[chosen].demo_only and not demo:
        others = ["none", *(gateway.name for gateway in GATEWAYS.values() if not gateway.demo_only)]
        reader.problem(name, f"can be {chosen} in the demo only", " or ".join(others))
    return SmsSettings(chosen, options[chosen])
