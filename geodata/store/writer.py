"""Whatever is written to a store: one thing after the other, in a thread of its own."""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import duckdb
import pyarrow as pa

from geodata.store.open import StoreError, stored_version

logger = logging.getLogger(__name__)

T = TypeVar("T")
P = ParamSpec("P")


class WriteQueue:
    """The queue of writes of one database.

    Args:
        connection: used by nobody else, in the writer's thread only.
        committed: called after everything that was written.
        trouble: says why nothing may be written, a sentence; empty when something may.

    Attributes:
        version: rises by one with every write that changed something.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        committed: Callable[[], None],
        trouble: Callable[[], str] = str,
    ) -> None:
        self.version = stored_version(connection)
        self._connection, self._committed, self._trouble = connection, committed, trouble
        self._thread = 0
        self._interrupted = threading.Event()
        self._listeners: dict[object, Callable[[], None]] = {}
        self._queue = ThreadPoolExecutor(1, "store-writer", initializer=self._begin)

    def _begin(self) -> None:
        self._thread = threading.get_ident()

    def submit(self, function: Callable[[], T]) -> Future[T]:
        """Have a function called in the writer's thread, after what was handed in before.

        Raises:
            StoreError: the store is closed.
        """
        try:
            return self._queue.submit(function)
        except RuntimeError as error:
            raise StoreError("The store is closed.") from error

    def run(self, function: Callable[[], T]) -> T:
        """Call a function in the writer's thread and wait for it.

        An interrupt of the thread that waits (Ctrl-C) stops what is being written as well.

        Raises:
            StoreError: the store is closed, or what the function raises.
        """
        if threading.get_ident() == self._thread:
            return function()
        future = self.submit(function)
        try:
            return future.result()
        except BaseException:
            if not future.cancel() and not future.done():
                self._interrupted.set()
                self._connection.interrupt()
            raise

    @contextmanager
    def transaction(self, what: str) -> Iterator[duckdb.DuckDBPyConnection]:
        """All of it is written, or nothing. In the writer's thread only.

        Raises:
            StoreError: ``what``, as ``events``, cannot be written.
        """
        try:
            with self._all_or_nothing() as connection:
                yield connection
        except (duckdb.Error, pa.ArrowException, KeyError, ValueError) as error:
            raise StoreError(f"The {what} were not stored: {error}.") from error

    @contextmanager
    def _all_or_nothing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        connection = self._connection
        if trouble := self._trouble():
            raise StoreError(trouble)
        self._interrupted.clear()
        connection.begin()
        try:
            yield connection
            version = stored_version(connection)
            self.check()
            connection.commit()
        except BaseException:
            # what cannot be written may have ended the transaction already
            with suppress(duckdb.Error):
                connection.rollback()
            raise
        is_change = version != self.version
        self._committed()
        self.version = version
        if is_change:
            self._tell()

    def check(self) -> None:
        """To be called every now and then by what writes long.

        Raises:
            StoreError: whoever waits for it was interrupted.
        """
        if self._interrupted.is_set():
            raise StoreError("Writing was interrupted; the store is as it was.")

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each write that changed something, in the writer's thread:
        it has to be quick. Returns what ends that."""
        key = object()
        self._listeners[key] = listener

        def unsubscribe() -> None:
            self._listeners.pop(key, None)

        return unsubscribe

    def _tell(self) -> None:
        for listener in list(self._listeners.values()):
            try:
                listener()
            except Exception:
                logger.exception("A change of the store could not be told")

    def close(self) -> None:
        """Finish what was handed in; nothing more is taken."""
        self._queue.shutdown(wait=True)


class HasWriter(Protocol):
    """What writes through a queue."""

    writer: WriteQueue


S = TypeVar("S", bound=HasWriter)


def queued(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """A method that is run by the writer's thread, while its caller waits."""

    def run(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.writer.run(functools.partial(method, self, *args, **kwargs))

    functools.update_wrapper(run, method)
    return run
