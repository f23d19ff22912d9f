"""Two LiveKit nodes that share a Redis: one call over both, and what is left when one is killed."""

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.livekit.server import KEY, SECRET, LiveKitServer
from tests.livekit.visitors import Crowd
from tests.ports import free_port
from visavis.video.bench import IVAN, OLENA, granted, opened
from visavis.video.livekit import LiveKit
from visavis.video.port import JoinGrant

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]
BACK_WITHIN_S = 60


@dataclass
class Cluster:
    """Two nodes, and a provider that knows both."""

    nodes: Sequence[LiveKitServer]
    livekit: LiveKit


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("Redis is missing: run tools/system.sh")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    redis = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        with ExitStack() as stack:
            address = {"address": f"127.0.0.1:{port}"}
            one, two = (stack.enter_context(LiveKitServer(tmp_path, redis=address)) for _ in range(2))
            livekit = LiveKit(
                urls=[one.url, two.url], api_urls=[one.api_url, two.api_url], key=KEY, secret=SECRET
            )
            stack.callback(livekit.close)
            yield Cluster((one, two), livekit)
    finally:
        redis.kill()
        redis.wait()


def enter(crowd: Crowd, grant: JoinGrant, url: str) -> bool:
    said = crowd.tell("enter", name=grant.identity, url=url, token=grant.access["token"])
    return said.get("room") == grant.ref.room


def test_a_call_spans_both_and_survives_the_one_on_which_it_lives(cluster: Cluster, crowd: Crowd) -> None:
    one, two = cluster.nodes
    ref = opened(cluster.livekit)
    his, hers = granted(cluster.livekit, ref), granted(cluster.livekit, ref, OLENA)
    assert his.access["urls"] == [one.url, two.url]
    assert enter(crowd, his, one.url)
    assert enter(crowd, hers, two.url)
    here = cluster.livekit.attendance(ref)
    assert {one.identity for one in here} == {IVAN.identity, OLENA.identity}
    before = {one.session for one in here}
    dead, alive = (one, two) if one.holds(ref.room) else (two, one)
    assert dead.holds(ref.room)
    assert not alive.holds(ref.room)
    dead.stop()
    killed = time.monotonic()
    # Whoever comes back by the node that is left, with the token they had, is in the same call.
    for grant in (his, hers):
        while not enter(crowd, grant, alive.url):
            assert time.monotonic() - killed < BACK_WITHIN_S
            time.sleep(0.5)
    print(f"both were back {time.monotonic() - killed:.1f} s after a node was killed")
    here = cluster.livekit.attendance(ref)
    assert {one.identity for one in here} == {IVAN.identity, OLENA.identity}
    assert not before & {one.session for one in here}
    # Our own questions go on, too.
    cluster.livekit.close_room(opened(cluster.livekit))
