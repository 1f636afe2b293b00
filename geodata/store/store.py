"""The store: one DuckDB file with every event, its earlier values, and its data sets.

One process reads and writes it; a second one is turned away. Readers each have a cursor of
their own and see the state before or after a write, never between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from geodata.schema import Dataset
from geodata.store import changes, duplicates, write
from geodata.store import datasets as store_datasets
from geodata.store import feeds as store_feeds
from geodata.store import rows as store_rows
from geodata.store import zones as store_zones
from geodata.store.changes import ImportRecord
from geodata.store.compare import Comparison
from geodata.store.damage import FileWatch
from geodata.store.datasets import StoredDataset
from geodata.store.feeds import StoredFeed
from geodata.store.load import Load, UpsertCount
from geodata.store.open import connect, count_version, prepare
from geodata.store.snapshot import Snapshot, SnapshotPool
from geodata.store.writer import WriteQueue, queued

if TYPE_CHECKING:
    from geodata.zones import Zone


T = TypeVar("T")


class Store:
    """All events, in a file or in memory. Open it with ``Store.open``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path | None = None) -> None:
        self._connection, self.path = connection, path
        self._file = FileWatch(path)
        self._pool = SnapshotPool(connection.cursor, self, path)
        self.writer = WriteQueue(connection, self._pool.written, lambda: self.trouble)

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
            return cls(connection, path)
        except BaseException:
            connection.close()
            raise

    @property
    def version(self) -> int:
        """Rises by one with every write that changed something."""
        return self.writer.version

    @property
    def trouble(self) -> str:
        """Why the store can be used no more, a sentence; empty while all is well."""
        return self._pool.damage or self._file.trouble()

    def submit(self, function: Callable[[], T]) -> Future[T]:
        """Have something done by the thread that writes, without waiting for it: what it calls
        of this store is written in its turn.

        Raises:
            StoreError: the store is closed.
        """
        return self.writer.submit(function)

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each rise of ``version``, in the thread that writes: it has
        to be quick. Returns what ends that."""
        return self.writer.on_change(listener)

    def read(self) -> AbstractContextManager[Snapshot]:
        """One state of the store: ``with store.read() as db``, once for each answer.

        Raises:
            StoreError: the store is closed.
        """
        return self._pool.read()

    @queued
    def put_dataset(self, dataset: Dataset) -> None:
        """Record where a set of events comes from and on what terms, or correct it."""
        with self.writer.transaction("data sets") as con:
            if store_datasets.put(con, dataset):
                count_version(con)

    def datasets(self) -> tuple[StoredDataset, ...]:
        """Every data set by name, those that do not show among them."""
        with self.read() as db:
            return db.datasets()

    @queued
    def show(self, source: str, *, hidden: bool | None = None, deleted: bool | None = None) -> None:
        """Hide a data set or show it, delete it or bring it back; ``None`` leaves that as it
        is. Its events are in no answer while it is hidden or deleted."""
        with self.writer.transaction("data sets") as con:
            store_datasets.set_shown(con, source, hidden=hidden, deleted=deleted)
            count_version(con)

    @queued
    def purge(self) -> None:
        """Drop the data sets that were deleted, for good."""
        with self.writer.transaction("data sets") as con:
            deleted = [one.dataset.key for one in store_datasets.listed(con) if one.deleted]
            for source in deleted:
                store_datasets.purge(con, source)
            if deleted:
                count_version(con)

    @queued
    def upsert(self, events: pa.Table) -> UpsertCount:
        """Add events (``schema.EVENT_SCHEMA``) or bring those with the same ``source`` and
        ``source_id`` up to date, keeping the values that are replaced.

        Raises:
            StoreError: a row cannot be taken or the file cannot be written; then nothing
                of the batch is.
        """
        with self.writer.transaction("events") as con:
            now = _moment(con)
            comparison = Comparison(con)
            rows, written = comparison.compare(store_rows.rows(events))
            done = changes.next_import(con)
            if len(rows):
                write.write(con, rows, now, done)
            comparison.close()
            sources = sorted(pc.unique(events.column("source")).to_pylist())
            for source in sources:
                store_datasets.note_read(con, source, now)
            if len(rows):
                duplicates.flag(con, done)
                for source in sources:
                    changes.record(con, ImportRecord(done, source, now))
                count_version(con)
        return UpsertCount(*written)

    @queued
    def load(
        self,
        load: Load,
        batches: Iterable[pa.Table],
        progress: Callable[[int], None] = lambda _: None,
    ) -> ImportRecord:
        """Take a whole file into a data set, all of it or nothing.

        ``batches`` are events of that data set, each event in one of them only; ``progress``
        is told how many have been written. Returns what it did; of a feed that brought no
        news only the cursor is kept.

        Raises:
            StoreError: a row cannot be taken or the file cannot be written; then the store
                is as it was.
        """
        with self.writer.transaction("events") as con:
            now = _moment(con)
            described = store_datasets.put(con, load.dataset)
            done = ImportRecord(
                changes.next_import(con), load.dataset.key, now, load.file, load.sha256
            )._replace(taken=load.taken, rejected=load.rejected)
            many = load.taken > write.ROWS_AT_ONCE
            comparison = Comparison(con, load.dataset.key if many else None)
            count = 0
            waiting: list[pa.Table] = []
            for batch in batches:
                self.writer.check()
                rows, written = comparison.compare(store_rows.rows(batch))
                done = done._replace(
                    added=done.added + written.added,
                    revised=done.revised + written.revised,
                    unchanged=done.unchanged + written.unchanged,
                )
                waiting.append(rows)
                if sum(map(len, waiting)) >= write.ROWS_AT_ONCE:
                    write.write(con, pa.concat_tables(waiting), now, done.number)
                    waiting.clear()
                count += batch.num_rows
                progress(count)
            if any(map(len, waiting)):
                write.write(con, pa.concat_tables(waiting), now, done.number)
            if load.missing != "keep":
                everything = load.missing == "all"
                removed = changes.remove_unseen(con, done, everything=everything)
                done = done._replace(removed=removed)
            if load.gone:
                removed = changes.remove(con, done, load.gone)
                done = done._replace(removed=done.removed + removed)
            comparison.close()
            if count:
                store_datasets.note_read(con, load.dataset.key, now)
            taken = done.added + done.revised
            if load.cursor:
                store_feeds.keep_cursor(con, *load.cursor, now, taken)
            if not load.cursor or taken or done.removed:
                duplicates.flag(con, done.number)
                changes.record(con, done)
                store_datasets.note_file(con, done, load.retrieved_at)
                count_version(con)
            elif described:
                count_version(con)
        return done

    def feeds(self) -> dict[str, StoredFeed]:
        """Every feed that was ever read, by its key."""
        with self.read() as db:
            return db.feeds()

    @queued
    def note_feed(self, feed: StoredFeed) -> None:
        """Record how an attempt at a feed went; its cursor stays as it is."""
        with self.writer.transaction("states of feeds") as con:
            store_feeds.note_attempt(con, feed)

    @queued
    def load_zones(self, load: Load, zones: Iterable[Zone]) -> ImportRecord:
        """Put zones in the place of those that a data set has, all of them or nothing.

        Returns what it did, counted by the zones' names; ``load.missing`` is of no account.

        Raises:
            StoreError: the file cannot be written; then the store is as it was.
        """
        with self.writer.transaction("zones") as con:
            store_datasets.put(con, load.dataset)
            number, source = changes.next_import(con), load.dataset.key
            done = ImportRecord(
                *(number, source, _moment(con), load.file, load.sha256, load.taken, load.rejected),
                *store_zones.replace(con, source, zones),
            )
            changes.record(con, done)
            store_datasets.note_file(con, done, load.retrieved_at)
            count_version(con)
        return done

    @queued
    def keep_mapping(self, signature: str, toml: str) -> None:
        """Remember how tables of these columns are read."""
        with self.writer.transaction("columns of a table") as con:
            con.execute("DELETE FROM mapping WHERE signature = ?", [signature])
            con.execute("INSERT INTO mapping VALUES (?, ?, ?)", [signature, toml, _now()])

    def mapping(self, signature: str) -> str:
        """How tables of these columns are read, as TOML; empty when not known."""
        with self.read() as db:
            return db.mapping(signature)

    def close(self) -> None:
        """Finish writing and release the file, which those who still read do when they are done."""
        self.writer.close()
        # DuckDB refuses to close a connection while another one of it is in use
        self._pool.close(self._connection.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _now() -> datetime:
    """This moment in UTC, as the store keeps it: without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def _moment(con: duckdb.DuckDBPyConnection) -> datetime:
    """The moment of an import: not before the last one, though the clock was set back a little,
    so that what came in since a moment is there. One more than a day ahead was a wrong clock."""
    now = _now()
    ((last,),) = con.execute("SELECT max(done_at) FROM import").fetchall()
    return max(now, last) if last and last - now < timedelta(days=1) else now
