"""One state of the store, for one answer: what is read through it cannot mix two writes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from geodata.store import damage, datasets, feeds, zones
from geodata.store.datasets import StoredDataset
from geodata.store.feeds import StoredFeed
from geodata.store.open import StoreError, stored_version
from geodata.store.zones import StoredZone

MOST_IDLE: Final = 8
"""How many snapshots of the present state are kept for the next readers."""


class Snapshot:
    """What the store holds at one moment. Made by ``Store.read``; for one thread at a time.

    Attributes:
        version: rises by one with every write that changed something.
        origin: the store it is of; results may be kept per origin and version.
        connection: a DuckDB connection inside a transaction.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, origin: object) -> None:
        self.connection = connection
        self.origin = origin
        connection.begin()
        # a transaction begins with the first look at the data
        self.version = stored_version(connection)
        self._datasets: tuple[StoredDataset, ...] | None = None

    def datasets(self) -> tuple[StoredDataset, ...]:
        """Return every data set by name, those that do not show among them."""
        if self._datasets is None:
            self._datasets = datasets.listed(self.connection)
        return self._datasets

    def zones(self) -> tuple[StoredZone, ...]:
        """Return the zones of the data sets that show, by name of the data set."""
        return zones.listed(self.connection)

    def feeds(self) -> dict[str, StoredFeed]:
        """Return every feed that was ever read, by its key."""
        return feeds.listed(self.connection)

    def mapping(self, signature: str) -> str:
        """Return how tables of these columns are read, as TOML; empty when not known."""
        rows = self.connection.execute("SELECT toml FROM mapping WHERE signature = ?", [signature])
        return "".join(str(toml) for (toml,) in rows.fetchall())


class SnapshotPool:
    """Hands out snapshots. One that is given back serves again until something is written.

    Args:
        connect: opens another connection to the same database.
        origin: the store that the snapshots are of.
        path: its file; ``None`` in memory.

    Attributes:
        damage: why nothing can be read any more, a sentence; empty while all is well.
    """

    def __init__(
        self,
        connect: Callable[[], duckdb.DuckDBPyConnection],
        origin: object,
        path: Path | None = None,
    ) -> None:
        self.damage = ""
        self._path = path
        self._connect = connect
        self._origin = origin
        self._lock = threading.Lock()
        self._idle: list[Snapshot] = []
        self._writes = 0
        self._lent = 0
        self._closed = False
        self._release: Callable[[], object] | None = None

    @contextmanager
    def read(self) -> Iterator[Snapshot]:
        """Lend a snapshot of the state that was written last.

        Raises:
            StoreError: the store is closed, or a part of its file cannot be read.
        """
        try:
            with self._lent_out() as snapshot:
                yield snapshot
        except duckdb.Error as error:
            if not damage.lasting(error):
                raise
            self.damage = damage.explain(self._path, error)
            raise StoreError(self.damage) from error

    @contextmanager
    def _lent_out(self) -> Iterator[Snapshot]:
        with self._lock:
            if self._closed:
                raise StoreError("The store is closed.")
            writes = self._writes
            # under the lock: the database may not be closed meanwhile
            snapshot = self._idle.pop() if self._idle else Snapshot(self._connect(), self._origin)
            self._lent += 1
        usable = False
        try:
            yield snapshot
            usable = True
        finally:
            self._give_back(snapshot, writes, usable=usable)

    def written(self) -> None:
        """Forget the snapshots that are lent to nobody: something was written."""
        with self._lock:
            self._writes += 1
            self._close_idle()

    def close(self, release: Callable[[], object]) -> None:
        """Lend nothing more; what is lent is closed when it comes back, and ``release`` is
        called when the last has."""
        with self._lock:
            self._closed, self._release = True, release
            self._close_idle()
            if not self._lent:
                release()

    def _give_back(self, snapshot: Snapshot, writes: int, *, usable: bool) -> None:
        with self._lock:
            fresh = usable and writes == self._writes and not self._closed
            if fresh and len(self._idle) < MOST_IDLE:
                self._idle.append(snapshot)
            else:
                snapshot.connection.close()
            self._lent -= 1
            if self._release and not self._lent:
                self._release()

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().connection.close()
