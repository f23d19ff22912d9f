"""Limits of each connection to the live server, below what the application sees.

The application sees whole messages; pings, half a handshake and what comes after the close are read by the
protocols alone. Each connection has a budget of bytes that fills up slowly: a browser sends its handshake,
one message and a few bytes of keep-alive a minute.
"""

import asyncio
from asyncio.transports import BaseTransport

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

HANDSHAKE_S = 5.0
"""A connection that is no WebSocket by then is closed; `/healthz` is answered at once."""
BURST_BYTES = 48_000
"""A handshake with all cookies that a browser may send, and the largest message."""
BYTES_PER_S = 200


class LimitedHttp(H11Protocol):
    """HTTP until the upgrade, for seconds at most."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to count the seconds."""
        super().connection_made(transport)
        self.loop.call_later(HANDSHAKE_S, self._close_unless_upgraded)

    def _close_unless_upgraded(self) -> None:
        if self.transport.get_protocol() is self:
            self.transport.abort()


class LimitedWebSocket(WebSocketsSansIOProtocol):
    """A WebSocket that is cut off when its browser sends much more than ours does."""

    def connection_made(self, transport: BaseTransport) -> None:
        """Fill the budget."""
        super().connection_made(transport)
        self._budget, self._filled_at = float(BURST_BYTES), self.loop.time()

    def data_received(self, data: bytes) -> None:
        """Pass on what is within the budget."""
        now = self.loop.time()
        self._budget = min(BURST_BYTES, self._budget + (now - self._filled_at) * BYTES_PER_S) - len(data)
        self._filled_at = now
        if self._budget < 0:
            self.transport.abort()
        else:
            super().data_received(data)
