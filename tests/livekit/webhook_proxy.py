"""Between LiveKit and us: loses webhooks, sends them twice, late, out of order. Bytes stay as they are."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from tests.livekit.visitors import Mailbox, Webhook

Loses = Callable[[Webhook], bool]


def nothing(_webhook: Webhook) -> bool:
    """Lose none."""
    return False


@dataclass
class WebhookProxy:
    """Give its `mailbox.url` to LiveKit; what it lets through is posted to `to`.

    What has come is held back for `gather_s` and then sent in another order, each `times` over. `passed_on`
    are those that arrived, in the order in which they did.
    """

    to: str
    mailbox: Mailbox = field(default_factory=Mailbox)
    loses: Loses = nothing
    times: int = 1
    gather_s: float = 0.0
    seed: int = 7
    passed_on: list[Webhook] = field(default_factory=list)
    lost: list[Webhook] = field(default_factory=list)
    _waiting: list[Webhook] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.mailbox.pass_on = self._take

    def flush(self) -> None:
        """Send all that is still held back, after LiveKit has sent the last."""
        self.mailbox.settled()
        deadline = time.monotonic() + 30
        while self._expected() > len(self.passed_on):
            assert time.monotonic() < deadline, "webhooks are stuck in the proxy"
            time.sleep(0.05)

    def close(self) -> None:
        """Listen no more."""
        self.mailbox.close()

    def _expected(self) -> int:
        return (len(self.mailbox.received) - len(self.lost)) * self.times

    def _take(self, webhook: Webhook) -> None:
        if self.loses(webhook):
            self.lost.append(webhook)
            return
        with self._lock:
            self._waiting += [webhook] * self.times
            if self.gather_s and len(self._waiting) > self.times:
                return
        threading.Timer(self.gather_s, self._send).start()

    def _send(self) -> None:
        with self._lock:
            sending, self._waiting = self._waiting, []
        if self.gather_s:
            random.Random(self.seed).shuffle(sending)
        for headers, body in sending:
            kept = {name: headers[name] for name in ("authorization", "content-type")}
            httpx.post(self.to, content=body, headers=kept, trust_env=False, timeout=10)
            self.passed_on.append((headers, body))
