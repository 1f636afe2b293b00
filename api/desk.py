"""Who works out answers: a few threads of its own, a short queue, and no waiting without end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from api.problems import problem

T = TypeVar("T")


class Desk:
    """Threads that work while others wait, ``most`` in all; each for ``seconds`` at most.

    They are not those of the page, which a busy program would leave without any.
    """

    def __init__(self, name: str, threads: int, most: int, seconds: float) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._places = threading.BoundedSemaphore(most)
        self._seconds = seconds

    async def run(self, work: Callable[[], T]) -> T:
        """What ``work`` returns.

        Raises:
            ProblemError: too many wait already, or it took too long.
        """
        if not self._places.acquire(blocking=False):
            raise problem(503, "Too many requests wait; ask again soon.", {"Retry-After": "5"})
        under_way = self._pool.submit(work)
        # what was given up goes on in its thread, and holds its place until it ends
        under_way.add_done_callback(lambda _: self._places.release())
        try:
            return await asyncio.wait_for(asyncio.wrap_future(under_way), self._seconds)
        except TimeoutError:
            said = f"This took longer than {self._seconds:g} seconds; ask for less, or later."
            raise problem(503, said, {"Retry-After": "30"}) from None
