"""Work that takes long: a few threads, a short queue, a time limit, and a way to give it up."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import StrEnum
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class JobState(StrEnum):
    """How a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class BusyError(Exception):
    """Too many jobs are under way or wait; the message is a sentence for a person."""


class CancelledError(Exception):
    """A job was given up."""


class TimeLimitError(Exception):
    """A job ran longer than it may; the message is a sentence for a person."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"This took longer than {seconds:g} seconds.")


class Job(Generic[T]):
    """Work that waits for a thread, is being done, or has ended.

    Attributes:
        started: done as soon as a thread has begun with the work.
        result: what the work returns or raises; cancelled if it was given up while it waited.
    """

    result: Future[T]

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self.started: Future[None] = Future()
        self._seconds, self._clock = seconds, clock
        self._cancelled = threading.Event()
        self._end = float("inf")

    @property
    def state(self) -> JobState:
        """How it stands now."""
        if self.is_cancelled:
            return JobState.CANCELLED
        if not self.result.done():
            return JobState.RUNNING if self.started.done() else JobState.WAITING
        return JobState.FAILED if self.result.exception() else JobState.DONE

    @property
    def is_cancelled(self) -> bool:
        """Whether nobody wants the result any more."""
        return self._cancelled.is_set()

    @property
    def is_open(self) -> bool:
        """Whether it waits or is being done."""
        return self.state in {JobState.WAITING, JobState.RUNNING}

    def cancel(self) -> None:
        """Give it up: it does not begin, or ends at its next ``check``."""
        self._cancelled.set()
        self.result.cancel()

    def check(self) -> None:
        """To be called by the work every now and then.

        Raises:
            CancelledError: it was given up.
            TimeLimitError: it has run too long; the time it waited does not count.
        """
        if self.is_cancelled:
            raise CancelledError
        if self._clock() > self._end:
            raise TimeLimitError(self._seconds)

    def run(self, work: Callable[[Job[T]], T]) -> T:
        """Do the work in this thread; the time limit begins now."""
        self._end = self._clock() + self._seconds
        self.started.set_result(None)
        return work(self)


class JobRunner:
    """Does jobs in the order in which they come, ``threads`` at a time.

    Args:
        name: what is being made, in the plural: ``reports``.
        threads: how many jobs run at a time.
        most: how many jobs run or wait; another one is refused.
        seconds: how long each may run.
        clock: seconds that only go forward.

    Attributes:
        free: how many more jobs would be taken now.
    """

    def __init__(
        self,
        name: str,
        *,
        threads: int,
        most: int,
        seconds: float = float("inf"),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name, self.most, self.seconds = name, most, seconds
        self._clock = clock
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._lock = threading.Lock()
        self.free = most

    def submit(self, work: Callable[[Job[T]], T]) -> Job[T]:
        """Have something done, which is handed its job.

        Raises:
            BusyError: so many run or wait already.
        """
        self._take(1)
        job: Job[T] = Job(self.seconds, self._clock)
        job.result = self._threads.submit(job.run, work)
        # work that was given up while it ran holds its place until it ends
        job.result.add_done_callback(lambda _: self._take(-1))
        return job

    def _take(self, places: int) -> None:
        with self._lock:
            if self.free < places:
                raise BusyError(f"{self.most} {self.name} are under way already; try again soon.")
            self.free -= places

    async def run(self, work: Callable[[Job[T]], T]) -> T:
        """Have something done and wait for it; who stops waiting gives it up.

        Raises:
            BusyError: so many run or wait already.
            TimeLimitError: it has run too long.
        """
        job = self.submit(work)
        result = asyncio.wrap_future(job.result)
        started = asyncio.wrap_future(job.started)
        try:
            either: set[asyncio.Future[Any]] = {started, result}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            timeout = None if self.seconds == float("inf") else self.seconds
            await asyncio.wait({result}, timeout=timeout)
            if not result.done():
                raise TimeLimitError(self.seconds)
            return result.result()
        finally:
            job.cancel()
            result.cancel()

    def close(self) -> None:
        """Begin nothing more, and wait for what is under way."""
        self._threads.shutdown(wait=True, cancel_futures=True)
