"""The store: one DuckDB file with every event, its earlier values, and its data sets.

One process reads and writes it; a second one is turned away. Readers each have a cursor of
their own and see the state before or after a write, never between.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple, Self
from weakref import WeakSet

import duckdb
import pyarrow as pa

from geodata import actors, places, store_changes, store_datasets, store_rows, store_write
from geodata.schema import Dataset
from geodata.store_changes import Import
from geodata.store_datasets import StoredDataset
from geodata.store_schema import FORMAT, OLDER, TABLES

# nothing is fetched or loaded from outside, whatever a query says
_CONFIG: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "enable_external_access": False,
}


class StoreError(Exception):
    """The store cannot be opened or written; the message is one sentence for a person."""


class UpsertCount(NamedTuple):
    """What an upsert did: new events, events that differed, events already there as they are."""

    added: int
    revised: int
    unchanged: int


class Load(NamedTuple):
    """A file that was read: whose data it is, what it is called, its SHA-256, when it was
    fetched from its publisher, and how many of its rows were taken and not.

    ``whole``: what the data set has between the first and the last day of the file, and the
    file has not, is removed from the data set.
    """

    dataset: Dataset
    file: str = ""
    sha256: str = ""
    retrieved_at: datetime | None = None
    taken: int = 0
    rejected: int = 0
    whole: bool = False


class EventStore:
    """All events, in a file or in memory. Open it with ``EventStore.open``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._local = threading.local()
        self._cursors: WeakSet[duckdb.DuckDBPyConnection] = WeakSet()
        self._writing = threading.Lock()
        self._version = _stored_version(connection)

    @classmethod
    def open(cls, path: Path | None) -> Self:
        """The store in a file, made when it is not there; in memory for ``None``.

        Raises:
            StoreError: another process has the file, it cannot be read or written, or it
                is of another format.
        """
        connection = _connect(path)
        try:
            _prepare(connection, path)
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

    def put_dataset(self, dataset: Dataset) -> None:
        """Record where a set of events comes from and on what terms, or correct it."""
        known = {stored.dataset.source: stored for stored in self.datasets()}
        before = known.get(dataset.source)
        if before and before.dataset == dataset and not before.deleted:
            return
        with self._transaction() as con:
            store_datasets.put(con, dataset)
            _count_version(con)

    def datasets(self) -> tuple[StoredDataset, ...]:
        """Every data set by name, those that do not show among them."""
        return store_datasets.listed(self.cursor())

    def show(self, source: str, *, hidden: bool | None = None, deleted: bool | None = None) -> None:
        """Hide a data set or show it, delete it or bring it back; ``None`` leaves that as it
        is. Its events are in no answer while it is hidden or deleted."""
        with self._transaction() as con:
            store_datasets.set_shown(con, source, hidden=hidden, deleted=deleted)
            _count_version(con)

    def purge(self) -> None:
        """Drop the data sets that were deleted, for good."""
        deleted = [one.dataset.source for one in self.datasets() if one.deleted]
        if not deleted:
            return
        with self._transaction() as con:
            for source in deleted:
                store_datasets.purge(con, source)
            _count_version(con)

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
                for source in sorted(set(events.column("source").to_pylist())):
                    store_changes.record(con, Import(done, source, now))
                _count_version(con)
        return UpsertCount(*written)

    def load(
        self,
        load: Load,
        batches: Iterable[pa.Table],
        progress: Callable[[int], None] = lambda _: None,
    ) -> Import:
        """Take a whole file into a data set, all of it or nothing.

        ``batches`` are events of that data set, each event in one of them only; ``progress``
        is told how many have been written. Returns what it did.

        Raises:
            StoreError: a row cannot be taken or the file cannot be written; then the store
                is as it was.
        """
        now = _now()
        with self._writes() as con:
            store_datasets.put(con, load.dataset)
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
            if load.whole:
                done = done._replace(removed=store_changes.remove_unseen(con, done))
            store_changes.record(con, done)
            store_datasets.note_file(con, done, load.retrieved_at)
            con.execute("DROP TABLE seen")
            _count_version(con)
        return done

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
    def _writes(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction whose trouble is a ``StoreError``."""
        try:
            with self._transaction() as con:
                yield con
        except (duckdb.Error, pa.ArrowException, KeyError, ValueError) as error:
            raise StoreError(f"The events were not stored: {error}.") from error

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One writer at a time; all of it is written, or nothing."""
        with self._writing:
            con = self.cursor()
            con.begin()
            try:
                yield con
                version = _stored_version(con)
                con.commit()
            except BaseException:
                con.rollback()
                raise
            self._version = version


def _connect(path: Path | None) -> duckdb.DuckDBPyConnection:
    if path is None:
        return duckdb.connect(":memory:", config=_CONFIG)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
        if not path.stat().st_size:
            path.unlink()
        return duckdb.connect(path, config=_CONFIG)
    except OSError as error:
        raise StoreError(f"The store {path} cannot be written: {error.strerror}.") from error
    except duckdb.Error as error:
        raise StoreError(_why(path, str(error))) from error


def _why(path: Path, message: str) -> str:
    if "lock" in message.lower():
        return f"The store {path} is in use by another process; stop that one first."
    if "not a valid DuckDB database" in message or "version" in message:
        return f"The file {path} is not a store of this version of Watchline."
    return f"The store {path} cannot be opened: {message.splitlines()[0]}."


def _prepare(con: duckdb.DuckDBPyConnection, path: Path | None) -> None:
    """Make the tables of a new store, or see that those of an old one are ours and follow
    the regions and actors as they are known today."""
    directory = _directory()
    tables = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if not tables:
        con.begin()
        con.execute(TABLES)
        con.execute(
            "INSERT INTO meta VALUES ('format', ?), ('directory', ?), ('version', '0')",
            [FORMAT, directory],
        )
        con.commit()
        return
    known = {}
    if "meta" in tables:
        known = dict(con.execute("SELECT name, content FROM meta").fetchall())
    if known.get("format") in OLDER:
        con.begin()
        con.execute(OLDER[known["format"]] + TABLES)
        con.execute("UPDATE meta SET content = ? WHERE name = 'format'", [FORMAT])
        con.commit()
    elif known.get("format") != FORMAT:
        raise StoreError(f"The file {path} is not a store of this version of Watchline.")
    if known.get("directory") != directory:
        con.begin()
        store_write.derive_again(con)
        con.execute("UPDATE meta SET content = ? WHERE name = 'directory'", [directory])
        _count_version(con)
        con.commit()


def _count_version(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("UPDATE meta SET content = content::BIGINT + 1 WHERE name = 'version'")


def _now() -> datetime:
    """This moment in UTC, as the store keeps it: without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def _directory() -> str:
    """A mark of everything that events are placed and named by."""
    known = repr((sorted(places.regions().items()), sorted(actors.actors().items())))
    return hashlib.sha256(known.encode()).hexdigest()


def _stored_version(con: duckdb.DuckDBPyConnection) -> int:
    rows = con.execute("SELECT content::BIGINT FROM meta WHERE name = 'version'").fetchall()
    return int(rows[0][0])
