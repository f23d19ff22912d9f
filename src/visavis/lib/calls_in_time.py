"""Calls that may hang, for an answer that may not."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

AT_ONCE = 4
"""Calls that may hang side by side; while all of them do nothing more is asked."""


class CallsInTime:
    """Makes calls in threads of their own, which nobody else waits for."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="in time")
        self._open = 0

    async def call(self, function: Callable[[], T], *, within_s: float) -> T:
        """What `function` returns. Raises `TimeoutError` when it takes longer; it then goes on for nobody."""
        if self._open >= AT_ONCE:
            raise TimeoutError
        answering = asyncio.ensure_future(self._call(function))
        await asyncio.wait({answering}, timeout=within_s)
        if not answering.done():
            raise TimeoutError
        return answering.result()

    async def _call(self, function: Callable[[], T]) -> T:
        self._open += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, function)
        finally:
            self._open -= 1
