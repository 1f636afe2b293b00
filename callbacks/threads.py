"""Callbacks run in threads: a synchronous one would hold up every other viewer."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from typing import Concatenate, Final, ParamSpec, TypeVar

from geodata.store import Snapshot, Store

P = ParamSpec("P")
R = TypeVar("R")

timing: Final[ContextVar[Callable[[str, float], None] | None]] = ContextVar("timing", default=None)
"""What is told the name of a callback and the seconds it took, within a request that is timed."""

READERS: Final = ThreadPoolExecutor(8, thread_name_prefix="callback")
"""Threads for callbacks alone: nothing else that takes long can leave the page without any."""


def threaded(function: Callable[P, R]) -> Callable[P, Awaitable[R]]:
    """An asynchronous callback whose body runs in a worker thread."""
    name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"

    @functools.wraps(function)
    async def run(*args: P.args, **kwargs: P.kwargs) -> R:
        began = time.perf_counter()
        try:
            call = functools.partial(copy_context().run, function, *args, **kwargs)
            return await asyncio.get_running_loop().run_in_executor(READERS, call)
        finally:
            if tell := timing.get():
                tell(name, time.perf_counter() - began)

    return run


def reading(
    store: Store,
) -> Callable[[Callable[Concatenate[Snapshot, P], R]], Callable[P, Awaitable[R]]]:
    """Make an asynchronous callback of a function that answers from one snapshot of a store."""

    def decorate(function: Callable[Concatenate[Snapshot, P], R]) -> Callable[P, Awaitable[R]]:
        @functools.wraps(function)
        def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            with store.read() as db:
                return function(db, *args, **kwargs)

        del answer.__wrapped__  # Dash would ask for the snapshot too
        return threaded(answer)

    return decorate
