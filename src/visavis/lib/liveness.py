"""Notice that a program hangs: its process lives and does not answer."""

import asyncio
import time
from collections import deque
from collections.abc import Callable

EVERY_S = 3.0
"""Seconds between two questions whether a program still answers."""
LOOKED_AT, FAILURES = 6, 3
"""One that leaves three of six questions unanswered hangs; of its two processes one may."""
STOOD_STILL_S = 15.0
"""A question that took so long says of ourselves, or of the whole machine, that we stood still."""
START_CHECK_S = 0.2


async def wait_until_it_hangs(alive: Callable[[], bool], *, starts_within: float) -> None:
    """Return once a program that was just started, and is asked by `alive`, does not answer any more.

    Until its first answer, for `starts_within` seconds, it is only starting.
    """
    deadline = time.monotonic() + starts_within
    while time.monotonic() < deadline and not await asyncio.to_thread(alive):
        await asyncio.sleep(START_CHECK_S)
    answers: deque[bool] = deque(maxlen=LOOKED_AT)
    while answers.count(False) < FAILURES:
        await asyncio.sleep(EVERY_S)
        asked = time.monotonic()
        answers.append(await asyncio.to_thread(alive))
        if time.monotonic() - asked > STOOD_STILL_S:
            answers.clear()
