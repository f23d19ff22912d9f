"""The process that serves live events over WebSockets, until SIGTERM."""

import logging
import resource
import socket

import uvicorn

from visavis.config.database import Role, url_for
from visavis.config.env import Env
from visavis.config.live_connections import LimitedHttp, LimitedWebSocket
from visavis.lib.redaction import RedactingFormatter
from visavis.live.asgi import LiveApp
from visavis.live.tickets import Keys

logger = logging.getLogger(__name__)

MAX_MESSAGE_BYTES = 16_384
"""The largest message of a browser: a ticket and its cursors take a few hundred bytes."""
BACKLOG = 4096
"""Connections not yet accepted: after a restart every browser reconnects at once."""
USER_TIMEOUT_MS = 30_000
MIN_OPEN_FILES = 4096
PING_INTERVAL_S = 30.0


def main(env: Env) -> None:
    """Serve on the port for live events. Raises `OSError` when it is taken."""
    _configure_logging(env.log_level)
    _allow_many_connections()
    keys = Keys(env.secret_key, env.secret_keys_old)
    config = uvicorn.Config(
        LiveApp(url_for(env.database, Role.LIVE), keys),
        # Without compression and on this implementation a quiet connection takes least memory.
        ws=LimitedWebSocket,
        http=LimitedHttp,
        ws_per_message_deflate=False,
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_ping_interval=PING_INTERVAL_S,
        ws_ping_timeout=PING_INTERVAL_S,
        lifespan="on",
        interface="asgi3",
        access_log=False,
        log_config=None,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        # Browsers come back by themselves; there is nothing to finish for them.
        timeout_graceful_shutdown=1,
    )
    uvicorn.Server(config).run(sockets=[_listening_socket(env.host, env.live.port)])


def _listening_socket(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # Each connection inherits it: a browser that acknowledges nothing for so long has gone.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
    listening.bind(address)
    return listening


def _allow_many_connections() -> None:
    """Each connection is an open file, and many systems begin with 1024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < MIN_OPEN_FILES:
        logger.warning("at most %d browsers can be connected: raise the limit of open files", hard)


def _configure_logging(level: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler])
