"""Callbacks run in threads: a synchronous one would hold up every other viewer."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

timing: Final[ContextVar[Callable[[str, float], None] | None]] = ContextVar("timing", default=None)
"""What is told the name of a callback and the seconds it took, within a request that is timed."""


def threaded(function: Callable[P, R]) -> Callable[P, Awaitable[R]]:
    """An asynchronous callback whose body runs in a worker thread."""
    name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"

    @functools.wraps(function)
    async def run(*args: P.args, **kwargs: P.kwargs) -> R:
        began = time.perf_counter()
        try:
            return await asyncio.to_thread(function, *args, **kwargs)
        finally:
            if tell := timing.get():
                tell(name, time.perf_counter() - began)

    return run
