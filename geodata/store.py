"""The store: one DuckDB file with every event, its earlier values, and its data sets.

One process reads and writes it; a second one is turned away. Readers each have a cursor of
their own and see the state before or after a write, never between.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, Self
from weakref import WeakSet

import duckdb
import pyarrow as pa

from geodata import (
    store_changes,
    store_datasets,
    store_duplicates,
    store_feeds,
    store_rows,
    store_write,
    store_zones,
)
from geodata.schema import Dataset
from geodata.store_changes import Import
from geodata.store_datasets import StoredDataset
from geodata.store_feeds import StoredFeed
from geodata.store_open import StoreError, connect, count_version, prepare, stored_version
from geodata.store_zones import StoredZone

if TYPE_CHECKING:
    from geodata.zones import Zone

__all__ = [
    "MISSING",
    "EventStore",
    "Import",
    "Load",
    "StoreError",
    "StoredDataset",
    "StoredFeed",
    "StoredZone",
    "UpsertCount",
]


class UpsertCount(NamedTuple):
    """What an upsert did: new events, events that differed, events already there as they are."""

    added: int
    revised: int
    unchanged: int


MISSING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "keep": "keep them",
        "days": "remove those in the days that the file covers",
        "all": "remove them",
    }
)
"""What can become of events that a data set has and a newer file of it has not."""


class Load(NamedTuple):
    """A file that was read: whose data it is, what it is called, its SHA-256, when it was
    fetched from its publisher, and how many of its rows were taken and not.

    ``missing`` is what becomes of events that the data set has and the file has not, one of
    ``MISSING``; ``gone`` are ids of events that their publisher has deleted. ``cursor`` is the
    key of the feed it comes from, and where that goes on after it.
    """

    dataset: Dataset
    file: str = ""
    sha256: str = ""
    retrieved_at: datetime | None = None
    taken: int = 0
    rejected: int = 0
    missing: str = "keep"
    gone: Sequence[str] = ()
    cursor: tuple[str, str] | None = None


class EventStore:
    """All events, in a file or in memory. Open it with ``EventStore.open``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._local = threading.local()
        self._cursors: WeakSet[duckdb.DuckDBPyConnection] = WeakSet()
        self._writing = threading.Lock()
        self._version = stored_version(connection)

    @classmethod
    def open(cls, path: Path | None) -> Self:
        """The store in a file, made when it is not there; in memory for ``None``.

        Raises:
            StoreError: another process has the file, it cannot be read or written, or it
                is of another format.
        """
        connection = connect(path)
        try:
            prepare(connection, path)
            return cls(connection)
        except BaseException:
            connection.close()
            raise

    @property
    def version(self) -> int:
        """Rises by one with every write that changed something."""
        return self._version

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's own connection to the store."""
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = self._connection.cursor()
            self._cursors.add(cursor)
        return cursor

    @contextmanager
    def snapshot(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of its own that goes on seeing the state of now, whatever is written."""
        con = self._connection.cursor()
        self._cursors.add(con)
        try:
            con.begin()
            # a transaction begins with the first look at the data
            stored_version(con)
            yield con
        finally:
            con.close()

    def put_dataset(self, dataset: Dataset) -> None:
        """Record where a set of events comes from and on what terms, or correct it."""
        known = {stored.dataset.source: stored for stored in self.datasets()}
        before = known.get(dataset.source)
        if before and before.dataset == dataset and not before.deleted:
            return
        with self._transaction() as con:
            store_datasets.put(con, dataset)
            count_version(con)

    def datasets(self) -> tuple[StoredDataset, ...]:
        """Every data set by name, those that do not show among them."""
        return store_datasets.listed(self.cursor())

    def show(self, source: str, *, hidden: bool | None = None, deleted: bool | None = None) -> None:
        """Hide a data set or show it, delete it or bring it back; ``None`` leaves that as it
        is. Its events are in no answer while it is hidden or deleted."""
        with self._transaction() as con:
            store_datasets.set_shown(con, source, hidden=hidden, deleted=deleted)
            count_version(con)

    def purge(self) -> None:
        """Drop the data sets that were deleted, for good."""
        deleted = [one.dataset.source for one in self.datasets() if one.deleted]
        if not deleted:
            return
        with self._transaction() as con:
            for source in deleted:
                store_datasets.purge(con, source)
            count_version(con)

    def upsert(self, events: pa.Table) -> UpsertCount:
        """Add events (``schema.EVENT_SCHEMA``) or bring those with the same ``source`` and
        ``source_id`` up to date, keeping the values that are replaced.

        Raises:
            StoreError: a row cannot be taken or the file cannot be written; then nothing
                of the batch is.
        """
        now = _now()
        with self._writes() as con:
            rows = store_rows.rows(events)
            done = store_changes.next_import(con)
            written = store_write.write(con, rows, now, done)
            if written.added or written.revised:
                store_duplicates.flag(con, done)
                for source in sorted(set(events.column("source").to_pylist())):
                    store_changes.record(con, Import(done, source, now))
                count_version(con)
        return UpsertCount(*written)

    def load(
        self,
        load: Load,
        batches: Iterable[pa.Table],
        progress: Callable[[int], None] = lambda _: None,
    ) -> Import:
        """Take a whole file into a data set, all of it or nothing.

        ``batches`` are events of that data set, each event in one of them only; ``progress``
        is told how many have been written. Returns what it did; of a feed that brought no
        news only the cursor is kept.

        Raises:
            StoreError: a row cannot be taken or the file cannot be written; then the store
                is as it was.
        """
        now = _now()
        with self._writes() as con:
            described = store_datasets.put(con, load.dataset)
            done = Import(
                store_changes.next_import(con), load.dataset.source, now, load.file, load.sha256
            )._replace(taken=load.taken, rejected=load.rejected)
            con.execute("CREATE OR REPLACE TEMP TABLE seen (event_id BIGINT)")
            count = 0
            for batch in batches:
                rows = store_rows.rows(batch)
                con.register("seen_now", rows.select(["event_id"]))
                con.execute("INSERT INTO seen SELECT event_id FROM seen_now")
                con.unregister("seen_now")
                written = store_write.write(con, rows, now, done.number)
                done = done._replace(
                    added=done.added + written.added,
                    revised=done.revised + written.revised,
                    unchanged=done.unchanged + written.unchanged,
                )
                count += batch.num_rows
                progress(count)
            if load.missing != "keep":
                everything = load.missing == "all"
                removed = store_changes.remove_unseen(con, done, everything=everything)
                done = done._replace(removed=removed)
            if load.gone:
                removed = store_changes.remove(con, done, load.gone)
                done = done._replace(removed=done.removed + removed)
            con.execute("DROP TABLE seen")
            taken = done.added + done.revised
            if load.cursor:
                store_feeds.keep_cursor(con, *load.cursor, now, taken)
            if not load.cursor or taken or done.removed:
                store_duplicates.flag(con, done.number)
                store_changes.record(con, done)
                store_datasets.note_file(con, done, load.retrieved_at)
                count_version(con)
            elif described:
                count_version(con)
        return done

    def feeds(self) -> dict[str, StoredFeed]:
        """Every feed that was ever read, by its key."""
        return store_feeds.listed(self.cursor())

    def note_feed(self, feed: StoredFeed) -> None:
        """Record how an attempt at a feed went; its cursor stays as it is."""
        with self._writes("states of feeds") as con:
            store_feeds.note_attempt(con, feed)

    def load_zones(self, load: Load, zones: Iterable[Zone]) -> Import:
        """Put zones in the place of those that a data set has, all of them or nothing.

        Returns what it did, counted by the zones' names; ``load.missing`` is of no account.

        Raises:
            StoreError: the file cannot be written; then the store is as it was.
        """
        with self._writes("zones") as con:
            store_datasets.put(con, load.dataset)
            number, source = store_changes.next_import(con), load.dataset.source
            done = Import(
                *(number, source, _now(), load.file, load.sha256, load.taken, load.rejected),
                *store_zones.replace(con, source, zones),
            )
            store_changes.record(con, done)
            store_datasets.note_file(con, done, load.retrieved_at)
            count_version(con)
        return done

    def zones(self) -> tuple[StoredZone, ...]:
        """The zones of the data sets that show, by name of the data set."""
        return store_zones.listed(self.cursor())

    def keep_mapping(self, signature: str, toml: str) -> None:
        """Remember how tables of these columns are read."""
        with self._transaction() as con:
            con.execute("DELETE FROM mapping WHERE signature = ?", [signature])
            con.execute("INSERT INTO mapping VALUES (?, ?, ?)", [signature, toml, _now()])

    def mapping(self, signature: str) -> str:
        """How tables of these columns are read, as TOML; empty when not known."""
        rows = self.cursor().execute("SELECT toml FROM mapping WHERE signature = ?", [signature])
        found = rows.fetchone()
        return str(found[0]) if found else ""

    def close(self) -> None:
        """Finish writing and release the file; cursors of all threads are closed."""
        with self._writing:
            for cursor in list(self._cursors):
                cursor.close()
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _writes(self, what: str = "events") -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction whose trouble is a ``StoreError``."""
        try:
            with self._transaction() as con:
                yield con
        except (duckdb.Error, pa.ArrowException, KeyError, ValueError) as error:
            raise StoreError(f"The {what} were not stored: {error}.") from error

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One writer at a time; all of it is written, or nothing."""
        with self._writing:
            con = self.cursor()
            con.begin()
            try:
                yield con
                version = stored_version(con)
                con.commit()
            except BaseException:
                con.rollback()
                raise
            self._version = version


def _now() -> datetime:
    """This moment in UTC, as the store keeps it: without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
