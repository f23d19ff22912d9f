"""A LiveKit server behind Caddy and a practice's gate, for as long as tests run."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.livekit.caddy import caddy_before
from tests.livekit.practice import GatedLiveKit, a_gate
from tests.livekit.server import KEY, SECRET, LiveKitServer
from tests.livekit.visitors import Crowd, LiveKitVisitors, Mailbox, a_crowd, a_mailbox
from visavis.video.bench import Bench


@pytest.fixture(scope="session")
def livekit_mailbox() -> Iterator[Mailbox]:
    """Where the server sends its webhooks."""
    with a_mailbox() as mailbox:
        yield mailbox


@pytest.fixture(scope="session")
def livekit_server(
    tmp_path_factory: pytest.TempPathFactory, livekit_mailbox: Mailbox
) -> Iterator[LiveKitServer]:
    """One node."""
    with LiveKitServer(tmp_path_factory.mktemp("livekit"), webhook=livekit_mailbox.url) as server:
        yield server


@pytest.fixture(scope="session")
def crowd() -> Iterator[Crowd]:
    """People who join without a browser."""
    with a_crowd() as people:
        yield people


@pytest.fixture(scope="session")
def gated_livekit(
    tmp_path_factory: pytest.TempPathFactory, livekit_server: LiveKitServer, livekit_mailbox: Mailbox
) -> Iterator[GatedLiveKit]:
    """The provider for that node, behind the documented proxy."""
    with ExitStack() as stack:
        gate = stack.enter_context(a_gate())
        folder = tmp_path_factory.mktemp("caddy")
        address = stack.enter_context(caddy_before(folder, livekit=livekit_server.port, pages=gate.port))
        gate.provider = GatedLiveKit(
            urls=[f"ws://{address}"], api_urls=[livekit_server.api_url],
            key=KEY, secret=SECRET, gated=True, encryption_secret="a-secret-of-the-practice",
            webhook_came=lambda _room: None, has_webhook_come=livekit_mailbox.has_one_about,
        )  # fmt: skip
        yield gate.provider
        gate.provider.close()


@pytest.fixture
def livekit_bench(gated_livekit: GatedLiveKit, crowd: Crowd, livekit_mailbox: Mailbox) -> Bench:
    """LiveKit on the bench of the contract."""
    livekit_mailbox.received.clear()
    return Bench(gated_livekit, LiveKitVisitors(gated_livekit, crowd, livekit_mailbox))
